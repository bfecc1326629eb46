"""What browsers are served: scripts, networks, films, styles."""
