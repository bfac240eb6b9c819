"""The coach: one sentence on what to look at and what to try next, computed from the state."""
