"""The animated picture of the networks."""
