"""Everything that can be done here."""
