"""Widgets that show words in the reader's language, and take words from people."""
