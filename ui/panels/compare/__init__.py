"""Compares activations over many training runs."""
