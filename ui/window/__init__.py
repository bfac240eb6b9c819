"""The main window and how its parts share the room."""
