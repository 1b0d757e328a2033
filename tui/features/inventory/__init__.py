"""The inventory of giving and taking."""
