"""Products of matrices and other inner loops, written for wide registers."""
