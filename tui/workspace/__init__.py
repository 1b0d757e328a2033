"""What every front end stands on: the open conversation, the vault in short. No Textual."""
