"""What an installation needs beside pip: takes the name of a part, gives its module, its file, or what to install."""
