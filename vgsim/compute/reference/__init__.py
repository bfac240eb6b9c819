"""The NumPy engine. It is the yardstick for the compiled kernels, and runs where they cannot."""
