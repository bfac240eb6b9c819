"""Matrix products and other inner loops as Numba intrinsics for SIMD registers."""
