"""Earlier conversations: the list, reading, deleting."""
