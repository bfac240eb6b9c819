"""The parts of a network and its training, in tables with one complete entry for each part.

Activations, initializers, normalizations, cells, outputs and losses, optimizers, number formats,
data sets. To add a part, add an entry to its table: menus, tooltips, the command line and the
tests iterate over the tables. Texts that the window shows go through `tr`. NumPy only.
"""
