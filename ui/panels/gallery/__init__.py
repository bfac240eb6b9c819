"""The window that shows all activation functions on one page."""
