"""Language and colours."""
