"""One module per kind of step, and home, people, time-out, help. Screens do not import each other."""
