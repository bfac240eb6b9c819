"""All layers of a network in a table."""
