"""What was agreed: looking back, another day, notes, how it went."""
