"""Plain Qt widgets, independent of networks."""
