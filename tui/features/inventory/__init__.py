"""Giving and taking, as each sees it."""
