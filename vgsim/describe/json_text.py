"""The text of a scenario file as one JSON object, whatever a file may hold."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NoReturn

from vgsim.describe.errors import Fault, SpecError, shortened

LARGEST_FILE = 2**20  # bytes


class JsonObject(dict[str, Any]):
    """An object of the file; of a key given twice it has the last value, `pairs` has both."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs

    @property
    def twice(self) -> list[str]:
        """The keys that are there more than once."""
        times = Counter(key for key, _ in self.pairs)
        return [key for key, count in times.items() if count > 1]


def parsed(text: str | bytes) -> dict[str, Any]:
    """The JSON object in the text; everything else is refused with its place.

    Raises:
        SpecError: it is none, too large, nested too deeply, or in another encoding.
    """
    if isinstance(text, bytes):
        text = _decoded(text)
    if len(text) > LARGEST_FILE:
        _refuse("", "the file is larger than a scenario can be", "at most 1 MiB")
    try:
        raw = json.loads(text, object_pairs_hook=JsonObject)  # NaN is refused where it stands
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        _refuse("", f"this is not JSON ({place}): {error.msg.lower()}", "one JSON object")
    except (RecursionError, MemoryError):
        _refuse("", "the file is nested too deeply", "one JSON object")
    except ValueError:
        _refuse("", "a number in the file has thousands of digits", "numbers a computer can hold")
    if not isinstance(raw, dict):
        _refuse("", "the file holds something else than one object", "{ … }", shortened(raw))
    return raw


def _decoded(text: bytes) -> str:
    if len(text) > LARGEST_FILE:
        _refuse("", "the file is larger than a scenario can be", "at most 1 MiB")
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        _refuse("", "the file is written in UTF-16", "UTF-8")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse("", f"byte {error.start} of the file is not UTF-8 text", "UTF-8")


def _refuse(path: str, message: str, allowed: str = "", value: str = "") -> NoReturn:
    raise SpecError((Fault(path, value, allowed, message=message),))
