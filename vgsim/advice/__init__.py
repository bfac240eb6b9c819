"""Suggests remedies for a network that does not train; each is tried before it is offered."""
