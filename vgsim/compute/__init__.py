"""Computes an experiment: passes forward and backward, updates, and what is seen of them."""
