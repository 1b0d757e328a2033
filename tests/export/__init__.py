"""The tests of what leaves the program, read back by programs that are not ours."""
