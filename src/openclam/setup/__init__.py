"""What an installation needs beside pip: optional parts and files from npm."""
