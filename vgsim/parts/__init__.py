"""The parts a network is made of, in tables with one complete entry for each part.

Activations, initializers, outputs and losses, optimizers, data sets. To add one, add an entry to
its table: menus, tooltips, the command line and the tests iterate over the tables. NumPy only.
"""
