"""Messages of the set-up to the user, on standard error and in any encoding."""

from __future__ import annotations

import sys


class SetupError(Exception):
    """The set-up cannot continue; the message says what to do."""


def say(text: str) -> None:
    """Print a line; escapes characters that the stream cannot encode."""
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=sys.stderr, flush=True)
