"""Files that OpenSim reads."""
