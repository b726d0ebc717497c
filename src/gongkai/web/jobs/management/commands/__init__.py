"""``worker`` and ``tick``."""
