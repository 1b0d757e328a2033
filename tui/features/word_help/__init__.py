"""Help to find words."""
