"""Hypothesis strategies and seeded generators that several test modules share."""
