"""What is wrong with what the user asked for: every fault, with its place and the way out."""

from __future__ import annotations

import json
from dataclasses import dataclass

SHOWN = 60  # characters of a value


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `path` as in the file: lanes[1].network.depth; empty for the whole."""

    path: str
    value: str  # as written, shortened; empty if there is none
    allowed: str  # what would do, as the end of a sentence: "a whole number from 1 to 200"
    nearest: str = ""  # the name probably meant
    message: str = ""  # a whole sentence instead of "is not allowed"

    def __str__(self) -> str:
        place = f"{self.path}: " if self.path else ""
        if self.message:
            text = self.message
        elif self.value:
            text = f"{self.value} is not allowed"
        else:
            text = "something is missing"
        meant = f" (did you mean {self.nearest}?)" if self.nearest else ""
        allowed = f"; allowed: {self.allowed}" if self.allowed else ""
        return f"{place}{text}{meant}{allowed}"


class SpecError(ValueError):
    """An experiment that cannot be; `faults` holds all that was found, in order of place."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def shortened(value: object) -> str:
    """A value as a person would write it, no longer than fits in a sentence."""
    if value is True or value is False or value is None:
        text = {True: "true", False: "false", None: "null"}[value]
    elif isinstance(value, str):
        text = f'"{value}"'
    else:
        try:
            text = json.dumps(value, ensure_ascii=False, default=str)
        except ValueError:  # Python refuses to print whole numbers of thousands of digits
            text = "a number of thousands of digits"
    text = "".join(each if each.isprintable() else "�" for each in text)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
