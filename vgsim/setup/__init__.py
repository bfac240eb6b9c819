"""Installs the packages that the program needs. Imports only the standard library."""
