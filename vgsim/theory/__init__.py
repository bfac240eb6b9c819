"""What should happen, and what a result means: predictions, verdicts, causes."""
