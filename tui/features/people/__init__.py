"""Who they are, and beginning."""
