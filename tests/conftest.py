"""Settings that all tests share; this file also makes ``tests.strategies`` importable from any folder."""
