"""The same for machines."""
