"""How numbers, names and lists are written for people. No other room writes a number."""
