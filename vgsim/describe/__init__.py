"""What the user asked for: the experiment, its settings, edits, history and file format."""
