"""Turns the values of a trace into marks of a plot."""
