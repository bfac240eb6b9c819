"""Recognizes share codes in text and in the place of paths; `vgsim.files.share` reads them."""

from __future__ import annotations

import re
from os import PathLike, fspath
from pathlib import PurePath

PREFIX = "VG1:"
LONGEST = 2000  # characters of a code
# spaces, invisible characters, and the marks of a quoted mail
_ADDED = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff>]+")
WRAPPED = "<\"'`“”„«»()[]"


def is_code(text: str) -> bool:
    """Whether a text is meant as a share code."""
    return cleaned(text[:LONGEST]).startswith(PREFIX)


def code_in(path: PathLike[str] | str) -> str:
    """The share code that was given in the place of a path; empty if it is a path."""
    text = fspath(path)
    if is_code(text):
        return text
    name = PurePath(text).name  # the code as the name of a file in the current folder
    return name if is_code(name) else ""


def cleaned(text: str) -> str:
    """The text without what mail programs add."""
    return _ADDED.sub("", text).lstrip(WRAPPED)
