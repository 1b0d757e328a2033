"""A phrase of one's own, for what somebody writes alone."""
