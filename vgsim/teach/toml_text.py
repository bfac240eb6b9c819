"""Parses the text of a lesson safely for any input, and finds the line of every key."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Any, NoReturn

from vgsim.describe.errors import Fault, SpecError
from vgsim.words.language import tr
from vgsim.words.plain import plain

LARGEST_FILE = 2**18  # bytes
DEEPEST = 8  # levels of brackets in one value
LONGEST_KEYS = 8  # parts of one dotted key
MOST_LINES = 10_000
MOST_VALUES = 20_000
_HEADER = re.compile(r"\s*(\[\[?)([^\[\]#]*)\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*\S+?)?)\s*=""")
_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^\s."']+))\s*(?:\.|$)""")
_LONG = re.compile(r'"{3}|\'{3}')
_STRINGS = re.compile(  # and comments; one that is not closed ends with the line, or the file
    r'"{3}.*?(?:"{3,5}|$)|\'{3}.*?(?:\'{3,5}|$)|"(?:\\.|[^"\\\n])*"?|\'[^\'\n]*\'?|#[^\n]*',
    re.DOTALL,
)
_BETWEEN = re.compile(r"[=,\n{}\[\]]")  # keys and plain values are between these
_STEP = {"{": 1, "[": 1, "}": -1, "]": -1, ",": 0, "=": 0}
_MARKS = re.compile(r"[^\[\]{},=]+")


def parsed(text: str | bytes) -> dict[str, Any]:
    """The tables of a file.

    Raises:
        SpecError: it is not TOML, too large, nested too deeply, or not UTF-8.
    """
    if len(text) > LARGEST_FILE:
        _refuse(tr("the file is larger than a lesson can be"), tr("at most 256 KiB"))
    if isinstance(text, bytes):
        text = _decoded(text)
    text = text.replace("\r\n", "\n")
    _check_shape(text)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = tr("this is not TOML: {reason}", reason=plain(str(error), 120))
        _refuse(message, tr("tables, and keys with values"))
    except (ValueError, OverflowError, RecursionError):
        _refuse(
            tr("a number or a date in the file cannot be read"),
            tr("numbers that a computer can store"),
        )


def lines_of(text: str | bytes) -> Mapping[str, int]:
    """The line of every key and table by path, "step[2].claim[0].under", as far as it is seen.

    Keys within { … } have the line of the table that holds them.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    found: dict[str, int] = {}
    counts: Counter[str] = Counter()
    table = ""
    for number, line in _outside_strings(text):
        if header := _HEADER.match(line):
            table = _table(header[2], header[1] == "[[", counts)
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            name = ".".join(_parts(key[1]))
            found.setdefault(f"{table}.{name}" if table else name, number)
    return found


def line_at(path: str, lines: Mapping[str, int]) -> int:
    """The line of a path, or of the innermost table around it that was seen; 0: unknown."""
    while path:
        if path in lines:
            return lines[path]
        cut = max(path.rfind("."), path.rfind("["))
        path = path[: max(cut, 0)]
    return 0


def _outside_strings(text: str) -> Iterator[tuple[int, str]]:
    """The lines that do not begin within a string of several lines, with their numbers."""
    within = ""
    for number, line in enumerate(text.split("\n"), 1):
        started = not within
        rest = line
        if within:
            _, end, rest = line.partition(within)
            if not end:
                continue
            within = ""
        while mark := _LONG.search(rest):
            _, end, after = rest[mark.end() :].partition(mark[0])
            if not end:
                within = mark[0]
                break
            rest = after
        if started:
            yield number, line


def _parts(dotted: str) -> list[str]:
    return [next(filter(None, part), "") for part in _PART.findall(dotted)]


def _table(dotted: str, listed: bool, counts: Counter[str]) -> str:
    """The path of a table with the places in the lists that it belongs to."""
    parts = _parts(dotted)
    path = ""
    for place, part in enumerate(parts):
        path = f"{path}.{part}" if path else part
        last = place == len(parts) - 1
        if last and listed:
            counts[path] += 1
        if counts[path]:
            path = f"{path}[{counts[path] - 1}]"
    return path


def _check_shape(text: str) -> None:
    """Refuse deep nesting and huge numbers of values before parsing."""
    if text.count("\n") > MOST_LINES:
        _refuse(tr("the file has more than {count} lines", count=f"{MOST_LINES:,}"))
    bare = _STRINGS.sub('"', text)
    if any(part.count(".") >= LONGEST_KEYS for part in _BETWEEN.split(bare)):
        _refuse(tr("a key in the file has more than {count} parts", count=LONGEST_KEYS))
    marks = _MARKS.sub("", bare)
    if max(accumulate(map(_STEP.__getitem__, marks)), default=0) > DEEPEST:
        _refuse(tr("the file is nested more than {levels} deep", levels=DEEPEST))
    if len(marks) > 2 * MOST_VALUES:
        _refuse(tr("the file holds more than {count} values", count=f"{MOST_VALUES:,}"))


def _decoded(text: bytes) -> str:
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        _refuse(tr("the file is written in UTF-16"), "UTF-8")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = tr("byte {number} of the file is not UTF-8 text", number=error.start)
        _refuse(message, "UTF-8")


def _refuse(message: str, allowed: str = "") -> NoReturn:
    raise SpecError((Fault("", "", allowed, message=message),))
