"""Makes text from an untrusted file safe to show on one line."""

from __future__ import annotations

import re

# Code points that Unicode keeps from being characters. XML does not allow them, and Qt takes a
# text that begins with U+FFFE for one whose bytes are swapped (U+FEFF, the mark, it leaves out).
_NONE = "\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF)
)
# Control characters, line and paragraph separators, characters that override the reading
# direction, and lone surrogates. All others are fine: joiners, no-break spaces, new emoji.
_UNSHOWN = re.compile(
    f"[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff{_NONE}]"
)
_BREAKS = re.compile("[\r\v\f\x85\u2028\u2029]")
MARK = "\ufffd"  # replaces each unsafe character


def is_plain(text: str) -> bool:
    """Whether every character of the text can be shown unchanged."""
    return _UNSHOWN.search(text) is None


def are_plain_lines(text: str) -> bool:
    """Whether every character can be shown unchanged; line breaks are allowed."""
    return all(map(is_plain, text.split("\n")))


def plain_lines(text: str, most: int) -> str:
    """The text as several lines of at most `most` characters, without unsafe characters."""
    broken = text.replace("\r\n", "\n").replace("\t", "    ")
    lines = _BREAKS.sub("\n", broken).split("\n")
    return "\n".join(_UNSHOWN.sub("", line) for line in lines)[:most].rstrip()


def plain(text: str, most: int) -> str:
    """The text with unsafe characters replaced; if longer than `most`, cut, with … at the end."""
    shown = text if len(text) <= most else text[: most - 1] + "…"
    return _UNSHOWN.sub(MARK, shown)
