"""Installs what the program needs; imports the standard library only."""
