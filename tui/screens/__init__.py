"""One module per kind of step, and home, people, time-out, help; none imports another."""
