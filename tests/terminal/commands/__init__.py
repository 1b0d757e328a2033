"""The command line, without screens: what it tells, writes and refuses."""
