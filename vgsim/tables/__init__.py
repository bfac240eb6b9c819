"""Reads tables of examples as people have them: text in, columns and examples out."""
