"""The command line: one file a command; prints, exits 0, 1 or 2; the only room that reads the clock and the disk."""
