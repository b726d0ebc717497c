"""Statistics of the office: bodies and regions over years, side by side, and a map of findings."""
