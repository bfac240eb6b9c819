"""Plain Qt widgets that know nothing of networks."""
