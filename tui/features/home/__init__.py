"""Home is today."""
