"""What is wrong with what the user asked for: every fault, with its place and the way out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import islice

from vgsim.words.plain import plain

SHOWN = 60  # characters of a value
LONGEST = 300  # characters of a sentence
LONGEST_PATH = 200
_VALUES = json.JSONEncoder(ensure_ascii=False, default=str)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `path` as in the file: lanes[1].network.depth; empty for the whole."""

    path: str
    value: str  # as written, shortened; empty if there is none
    allowed: str  # what would do, as the end of a sentence: "a whole number from 1 to 200"
    nearest: str = ""  # the name probably meant
    message: str = ""  # a whole sentence instead of "is not allowed"

    def __str__(self) -> str:
        place = f"{plain(self.path, LONGEST_PATH)}: " if self.path else ""
        if self.message:
            text = self.message
        elif self.value:
            text = f"{self.value} is not allowed"
        else:
            text = "something is missing"
        meant = f" (did you mean {self.nearest}?)" if self.nearest else ""
        allowed = f"; allowed: {self.allowed}" if self.allowed else ""
        return clipped(f"{place}{text}{meant}{allowed}")


class SpecError(ValueError):
    """An experiment that cannot be; `faults` holds those to be shown, in order of place."""

    def __init__(self, faults: tuple[Fault, ...], more: int = 0) -> None:
        """Of `more` faults there is only the number."""
        super().__init__("\n".join([*map(str, faults), *counted(more)]))
        self.faults = faults
        self.more = more


class OutsideError(SpecError):
    """A sound experiment with tables outside its file's folder, which were not looked at."""

    def __init__(self, tables: tuple[str, ...]) -> None:
        """`tables` are their paths."""
        shown = [f'"{middle(each)}"' for each in tables]
        word = "table" if len(shown) == 1 else "tables"
        message = f"the file uses the {word} {', '.join(shown)} outside its own folder"
        super().__init__((Fault("", "", "", message=message),))
        self.tables = tables


def middle(path: str) -> str:
    """A path with its beginning and its end."""
    cut = path if len(path) <= SHOWN else f"{path[: SHOWN // 3]}…{path[1 - SHOWN * 2 // 3 :]}"
    return plain(cut, SHOWN)


def counted(more: int) -> list[str]:
    """The line about faults that are not shown, if there are any."""
    return [f"and {more:,} more"] if more else []


def clipped(sentence: str) -> str:
    """A sentence as long as one can be; a list that is cut ends with a whole name and …."""
    text = plain(sentence, LONGEST)
    if len(sentence) <= LONGEST:
        return text
    start, comma, _ = text.rpartition(", ")
    return f"{start}, …" if comma and len(start) > LONGEST // 2 else text


def shortened(value: object) -> str:
    """A value as it is written in a file, cut to fit in a sentence."""
    if isinstance(value, str):
        return plain(f'"{value[:SHOWN]}"', SHOWN)
    try:
        text = "".join(islice(_VALUES.iterencode(value), SHOWN))  # no more than is shown
    except ValueError:  # Python refuses to print whole numbers of thousands of digits
        text = "a number of thousands of digits"
    return plain(text, SHOWN)
