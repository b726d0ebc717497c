"""What all pages share: the one clock, errors of one shape, base templates."""
