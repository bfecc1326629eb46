"""The live coach: socket, sessions and engine processes."""
