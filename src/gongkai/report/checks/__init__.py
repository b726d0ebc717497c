"""The families of checks that verification is made of: one module each, all of one shape."""
