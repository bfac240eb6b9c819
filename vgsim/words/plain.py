"""Text from a stranger's file, made fit to be shown on one line."""

from __future__ import annotations

import re

# Control characters, line and paragraph separators, what turns the reading direction of all that
# follows, and halves of characters. All else is ordinary: joiners, no-break spaces, new emoji.
_UNSHOWN = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
MARK = "\ufffd"  # replaces them


def is_plain(text: str) -> bool:
    """Whether every character of the text may be shown as it is."""
    return _UNSHOWN.search(text) is None


def plain(text: str, most: int) -> str:
    """The beginning of a text, at most this many characters, the last one … if it is cut."""
    shown = text if len(text) <= most else text[: most - 1] + "…"
    return _UNSHOWN.sub(MARK, shown)
