"""What the band and the muscles do."""
