"""The one object that changes: the document, what is computed of it, and what of that is shown."""
