"""All settings of the experiment and its networks."""
