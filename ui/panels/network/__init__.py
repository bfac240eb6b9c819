"""The panel of the networks, and the row above them."""
