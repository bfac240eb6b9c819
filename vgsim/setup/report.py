"""What the set-up says to the user: on the error stream, in any encoding."""

from __future__ import annotations

import sys


class SetupError(Exception):
    """The set-up cannot go on; the text is one sentence that says what to do."""


def say(text: str) -> None:
    """Print a line; characters that the stream cannot show are escaped."""
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    print(text.encode(encoding, "backslashreplace").decode(encoding), file=sys.stderr, flush=True)
