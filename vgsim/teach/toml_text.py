"""Parses the text of a lesson safely for any input, and finds the line of every key."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Any, NoReturn

from vgsim.describe.errors import Fault, SpecError
from vgsim.describe.json_text import decoded
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
_PLACE = re.compile(r"line (\d+), column (\d+)")
# what Python's parser reports -> the reason as users read it
_REASONS = {
    "Unescaped '\\' in a string": tr(
        "within double quotes a backslash is written twice, within single quotes once"
    ),
    "Expected '=' after a key": tr("the sign = is missing after a key"),
    "Invalid value": tr("a value is missing, or a text has no quotes"),
    "Invalid statement": tr("a line begins with neither a key nor a table"),
    "Expected newline or end of document": tr("there is more text after a value"),
    "Unterminated string": tr("a text has no closing quote"),
    "Expected \"'": tr("a text has no closing quote"),
    "Invalid hex value": tr("\\u is not followed by four hexadecimal digits"),
    "Unclosed array": tr("a list has no closing bracket"),
    "Unclosed inline table": tr("a comma or a closing brace is missing"),
    "Cannot overwrite a value": tr("a key is given twice"),
    "Duplicate inline table key": tr("a key is given twice"),
    "Cannot declare": tr("a table is given twice"),
    "Cannot mutate immutable": tr("a table within braces cannot be continued"),
    "Illegal character": tr("a text contains a line break or control character"),
}
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
        text = decoded(text)
    text = text.replace("\r\n", "\n")
    _check_shape(text)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        _refuse(_not_toml(str(error)), tr("tables, and keys with values"))
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


def _not_toml(report: str) -> str:
    """Why a text is not TOML; `report` is what Python's parser reports."""
    what, _, place = report.partition(" (at ")
    known = (text for start, text in _REASONS.items() if what.startswith(start))
    reason = next(known, plain(what, 80))
    found = _PLACE.match(place)
    if found is None:
        return tr("this is not TOML (at the end): {reason}", reason=reason)
    line, column = found.groups()
    return tr(
        "this is not TOML (line {line}, column {column}): {reason}",
        line=line, column=column, reason=reason,
    )  # fmt: skip


def _refuse(message: str, allowed: str = "") -> NoReturn:
    raise SpecError((Fault("", "", allowed, message=message),))
