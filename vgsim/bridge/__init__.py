"""The way out to PyTorch: a network at one update as a script and a file of arrays."""
