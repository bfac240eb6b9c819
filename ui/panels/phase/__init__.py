"""A plane of networks: which of them can learn."""
