"""Message oracle: what the user is shown about a bad file is short, printable and plain."""

from __future__ import annotations

import re
from unicodedata import bidirectional, category

from tests.stress.case import Wrong

LONGEST = 300  # characters of a sentence
MOST = 20  # faults that are listed; one line more counts the rest
_INSIDE = re.compile(r"Traceback|\b[A-Z]\w*(Error|Exception|Warning)\b|object at 0x|\[Errno")

_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}  # the direction of text


def check_message(text: str, most: int = MOST + 1) -> None:
    """Look at a message of at most `most` lines.

    Raises:
        Wrong: a rule is broken; the message is the detail.
    """
    lines = text.split("\n")
    if not text.strip():
        raise Wrong("message: empty")
    if len(lines) > most:
        raise Wrong(f"message: more than {most} lines", text[:2000])
    for line in lines:
        if len(line) > LONGEST:
            raise Wrong(f"message: a sentence of more than {LONGEST} characters", line[:2000])
        if not all(map(_can_be_shown, line)):
            raise Wrong("message: a character that cannot be shown", ascii(line))
    if _INSIDE.search(text):
        raise Wrong("message: words from inside the program", text[:2000])


def _can_be_shown(letter: str) -> bool:
    return " " <= letter <= "~" or (
        category(letter) not in ("Cc", "Cs", "Zl", "Zp") and bidirectional(letter) not in _TURNING
    )
