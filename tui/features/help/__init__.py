"""Help, safety, and who else can help."""
