"""Paints values into arrays of pixels. The only room of the window that may import Numba."""
