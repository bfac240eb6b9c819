"""What is seen of a pass: measures of layers, units and steps, and evidence for verdicts."""
