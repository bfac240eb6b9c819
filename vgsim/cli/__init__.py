"""The command line: commands that need no window."""
