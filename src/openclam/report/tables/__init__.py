"""Tables: CSV for programs, text for the terminal."""
