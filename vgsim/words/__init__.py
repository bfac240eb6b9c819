"""Formats numbers, names and lists for people. No other room formats a number itself."""
