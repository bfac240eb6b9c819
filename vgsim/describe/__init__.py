"""The user's experiment: its settings, edits, undo history, checks and file format."""
