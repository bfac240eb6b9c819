"""Reads the user's tables (CSV and similar text files) into columns and examples."""
