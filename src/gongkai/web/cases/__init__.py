"""Matters and their facts: taken in, carried on, looked up."""
