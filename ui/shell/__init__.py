"""The program around the window: start and end, options, documents, pictures, self-test."""
