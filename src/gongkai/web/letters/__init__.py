"""Letters from templates, their numbers, and the register of what went out."""
