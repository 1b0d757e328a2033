"""Somebody's diary."""
