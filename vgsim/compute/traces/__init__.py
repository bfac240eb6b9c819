"""What a pass shows: measures of layers, units and steps, and evidence for verdicts."""
