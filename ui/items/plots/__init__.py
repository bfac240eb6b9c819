"""One plot: axes, marks, two painters, the pointer; it knows no networks."""
