"""Plots: axes, marks, legends, read-outs."""
