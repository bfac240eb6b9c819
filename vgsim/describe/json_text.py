"""Parses the text of a scenario file into one JSON object, safely for any input."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from typing import Any, NoReturn

from vgsim.describe.errors import Fault, SpecError, shortened
from vgsim.words.language import tr
from vgsim.words.plain import plain

LARGEST_FILE = 2**20  # bytes
DEEPEST = 20  # levels of nested objects and lists
MOST_VALUES = 100_000
LONGEST_KEY = 40  # characters of a key in a message
_STRING = re.compile(r'"[^"]*"?')  # after escaped quotes have been removed
_UNMARKED = re.compile(r"[^\[\]{},]+")
_STEP = {"{": 1, "[": 1, "}": -1, "]": -1, ",": 0}
# what Python's parser reports -> the reason as users read it
_REASONS = {
    "Expecting value": tr("a value is missing"),
    "Expecting ':' delimiter": tr("a colon is missing"),
    "Expecting ',' delimiter": tr("a comma is missing"),
    "Expecting property name enclosed in double quotes": tr("a key in double quotes is missing"),
    "Unterminated string starting at": tr("a text that starts here has no closing quote"),
    "Invalid control character at": tr("a text contains a line break or control character"),
    "Invalid \\escape": tr("a backslash is followed by an unknown letter"),
    "Invalid \\uXXXX escape": tr("\\u is not followed by four hexadecimal digits"),
    "Extra data": tr("there is more text after the end of the object"),
}
PathLink = tuple["PathLink", str] | None  # a path in the file, as a list linked from its end


class JsonObject(dict[str, Any]):
    """An object of the file; if a key is repeated, the last value counts."""

    __slots__ = ("_pairs",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self._pairs = pairs if len(pairs) > len(self) else None

    def pairs(self) -> Iterator[tuple[str, Any]]:
        """All pairs in the order of the file, including repeated keys."""
        return iter(self._pairs or self.items())

    def repeated(self) -> list[str]:
        """The keys that occur more than once."""
        times = Counter(key for key, _ in self._pairs or ())
        return [key for key, count in times.items() if count > 1]


def parsed(text: str | bytes) -> JsonObject:
    """Parse the text of a file as one JSON object.

    Raises:
        SpecError: it is not a JSON object, too large, nested too deeply, or not UTF-8.
    """
    if len(text) > LARGEST_FILE:
        _refuse(tr("the file is larger than a scenario can be"), tr("at most 1 MiB"))
    if isinstance(text, bytes):
        text = decoded(text)
    _check_shape(text)
    try:
        raw = json.loads(text, object_pairs_hook=JsonObject)  # NaN is refused later, with its path
    except json.JSONDecodeError as error:
        message = tr(
            "this is not JSON (line {line}, column {column}): {reason}",
            line=error.lineno, column=error.colno, reason=_reason(error.msg),
        )  # fmt: skip
        _refuse(message, tr("one JSON object"))
    except ValueError:
        _refuse(
            tr("a number in the file has thousands of digits"),
            tr("numbers that a computer can store"),
        )
    if not isinstance(raw, JsonObject):
        _refuse(tr("the file is not one JSON object"), "{ … }", shortened(raw))
    return raw


def repeated_keys(raw: JsonObject) -> Iterator[tuple[PathLink, str]]:
    """Repeated keys anywhere in the file, each with the path of its object."""
    places: list[tuple[PathLink, Any]] = [(None, raw)]
    while places:
        link, each = places.pop()
        if isinstance(each, list):
            places += [((link, f"[{k}]"), inner) for k, inner in enumerate(each)][::-1]
        elif isinstance(each, JsonObject):
            for key in each.repeated():
                yield link, key
            places += [((link, key), inner) for key, inner in each.items()][::-1]


def path_text(link: PathLink, key: str) -> str:
    """The path of a key as messages write it: lanes[1].network.depth."""
    parts = [key]
    while link is not None:
        link, part = link
        parts.append(part)
    shown = (plain(part, LONGEST_KEY) for part in reversed(parts))
    return "".join(each if each[:1] == "[" else f".{each}" for each in shown).removeprefix(".")


def _reason(message: str) -> str:
    """Why a text is not JSON; `message` is what Python's parser reports."""
    found = (text for start, text in _REASONS.items() if message.startswith(start))
    return next(found, tr("the text is not complete"))


def _check_shape(text: str) -> None:
    """Refuse deep nesting and huge numbers of values before parsing."""
    bare = _STRING.sub("", text.replace("\\\\", "").replace('\\"', ""))
    marks = _UNMARKED.sub("", bare)
    if max(accumulate(map(_STEP.__getitem__, marks)), default=0) > DEEPEST:
        message = tr("the file is nested more than {levels} deep", levels=DEEPEST)
        _refuse(message, tr("one JSON object"))
    if len(marks) - marks.count("]") - marks.count("}") > MOST_VALUES:
        message = tr("the file holds more than {count} values", count=f"{MOST_VALUES:,}")
        _refuse(message, tr("a scenario"))


def decoded(text: bytes) -> str:
    """The content of a UTF-8 file as text, without its byte order mark.

    Raises:
        SpecError: it is written in another encoding.
    """
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        _refuse(tr("the file is written in UTF-16"), "UTF-8")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = tr("byte {number} of the file is not UTF-8 text", number=error.start)
        _refuse(message, "UTF-8")


def _refuse(message: str, allowed: str = "", value: str = "") -> NoReturn:
    raise SpecError((Fault("", value, allowed, message=message),))
