"""Public bodies and the people who serve them."""
