"""Reads and writes files: scenarios, the last run, and the arrays of a trace."""
