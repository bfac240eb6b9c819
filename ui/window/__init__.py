"""The main window and the layout of its parts."""
