"""Filters that all templates may load."""
