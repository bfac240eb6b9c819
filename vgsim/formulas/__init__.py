"""Formulas that people type: read by a whitelist, differentiated exactly, turned into rules.

Nothing of a formula is ever executed as Python: `parser` reads it into a `graph` of known
functions, and `rule` writes a function from that graph.
"""
