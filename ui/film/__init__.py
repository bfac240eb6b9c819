"""Writes the frames of a film into a file: what changed, how it is coded, whether it flashes."""
