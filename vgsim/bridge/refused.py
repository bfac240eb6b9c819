"""What cannot be exported, in one sentence that says what and why."""

from __future__ import annotations


class NotExported(Exception):
    """A network cannot be exported; the message is for the user."""
