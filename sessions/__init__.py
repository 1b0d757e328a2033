"""What a guided conversation is. Knows no screen, no clock and no language."""
