"""The office: Django as a thin shell over the core."""
