"""Settings by place of use; every secret comes from the environment."""
