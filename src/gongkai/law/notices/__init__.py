"""The State Council's holiday notices, one file a notice (``*.toml``)."""
