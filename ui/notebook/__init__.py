"""Diagrams of a run for a notebook, painted without a window."""
