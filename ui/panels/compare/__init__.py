"""Compares activations over many trainings."""
