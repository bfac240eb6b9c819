"""The session: the document, the computation, and which part of its results is shown."""
