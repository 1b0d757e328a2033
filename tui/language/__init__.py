"""A language as people read it: words, dates, lists, titles."""
