"""Diagnosis of the networks, with suggestions."""
