"""What would help a network that does not train? Remedies, tried before they are offered."""
