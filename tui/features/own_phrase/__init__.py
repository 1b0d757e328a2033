"""Personal phrases, for what a person writes alone."""
