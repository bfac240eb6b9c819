"""Threads that compute in the background."""
