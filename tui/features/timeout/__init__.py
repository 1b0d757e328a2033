"""The time-out, and the way back."""
