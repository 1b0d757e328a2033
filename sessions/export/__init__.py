"""What leaves the program: agreement sheets, calendars, task lists, JSON, a whole conversation.

Each form is a module. None of them reads the vault, and none is given what was written alone: they
get a `Bundle`, or the passages that everybody may read.
"""
