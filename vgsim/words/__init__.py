"""Formats numbers, names and lists as text, and translates texts. No other room formats numbers."""
