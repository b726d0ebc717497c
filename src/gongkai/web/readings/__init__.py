"""Published reports read in from files: the source on one side, the form on the other, every decision kept."""
