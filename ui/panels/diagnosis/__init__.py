"""What is wrong with the networks, and what would help."""
