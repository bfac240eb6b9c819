"""The window in which people type an activation function of their own."""
