"""The program around the window: startup and exit, options, documents, pictures, self-test."""
