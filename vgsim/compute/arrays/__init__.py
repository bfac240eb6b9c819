"""A network in memory: its plan, the layout of its arrays, and the tape that holds their values."""
