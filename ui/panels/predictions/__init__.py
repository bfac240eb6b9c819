"""What a network predicts: boundaries, confusions, mistakes, weights as pictures."""
