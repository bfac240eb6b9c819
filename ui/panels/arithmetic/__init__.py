"""A unit's arithmetic with its numbers: shown in the inspector and on the card at the unit."""
