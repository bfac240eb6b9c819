"""Training: updates, evaluations, curves, snapshots, and several networks side by side."""
