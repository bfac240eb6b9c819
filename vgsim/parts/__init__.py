"""What can a network be made of? Tables of named entries: one entry says everything about a part.

Activations, initializers, outputs and losses, optimizers, data sets. To add one, add its entry to
its table: menus, tips, the command line and the tests iterate over the tables. NumPy only.
"""
