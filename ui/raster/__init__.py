"""Paints values into arrays of pixels. The only package of the window that may import Numba."""
