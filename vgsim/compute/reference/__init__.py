"""The NumPy engine: reference for the compiled kernels, and fallback where they cannot run."""
