"""Sealing, backup, deleting everything of a pair."""
