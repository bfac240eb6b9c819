"""What panels are shown, and what they may ask for: the values and the actions both sides know."""
