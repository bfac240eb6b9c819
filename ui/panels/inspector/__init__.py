"""One unit and its weights in numbers."""
