"""The updates made so far: back, forward, branch."""
