"""The command line: takes arguments, gives tables, JSON and exit statuses; one file a command."""
