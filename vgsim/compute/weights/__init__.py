"""Initial weights and biases."""
