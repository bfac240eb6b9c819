"""The gradient, and other measures, of every layer."""
