"""Computes an experiment: forward and backward passes, updates, and what is measured of them."""
