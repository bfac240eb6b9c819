"""Describes one setting: its labels, the values it accepts, and the faults of others."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from vgsim.describe.errors import SHOWN, Fault, shortened
from vgsim.tables.text import LONGEST_CELL, MOST_COLUMNS
from vgsim.words.language import tr
from vgsim.words.nearest import nearest
from vgsim.words.plain import are_plain_lines, is_plain

Kind = Literal[
    "integer", "real", "choice", "flag", "text", "path", "integers", "column", "columns", "parts"
]  # fmt: skip
Only = Literal["", "feedforward", "recurrent", "table"]
LARGEST = 1e300  # largest number that can be typed; near the end of float64's range
# Characters that no path can contain. Surrogates that encode single bytes of a file name are fine,
# and so are unprintable characters: messages replace them.
_NOT_IN_PATHS = re.compile("[\0\ud800-\udc7f\udd00-\udfff]")


@dataclass(frozen=True, slots=True)
class Field:
    """One setting. `path` is its group and name: "network.depth"."""

    path: str
    label: str  # in the window and in undo steps
    kind: Kind
    default: Any
    help: str  # at most 120 characters
    low: float = -LARGEST  # bounds of the value; `high` also of the length of a text or list
    high: float = LARGEST
    slider_low: float = 0.0
    slider_high: float = 1.0
    step: float = 0.0  # of the slider; 0: continuous
    logarithmic: bool = False
    entries: Mapping[str, Any] = field(default_factory=dict)  # of a choice, by name
    optional: bool = False  # whether null is allowed
    null: str = ""  # what null means in a file; "": the part's own default
    only: Only = ""  # the kind of network or data it applies to; "": all
    of: str = ""  # the setting it belongs to; changing that resets it
    restarts: bool = False  # whether changing it restarts training
    lines: bool = False  # whether a text may have line breaks
    always: bool = False  # whether it is written to a file even if it has its default
    title: Callable[[Any], str] | None = None  # its text in a title; None: the choice's label
    rank: int = 1  # lower ranks come first in a title
    axis: int = 0  # position among the axes of a sweep; 0: cannot be swept
    form: str = ""  # name of the form that has a row for it
    order: int = 0  # of its row; equal ones are in order of declaration
    visible: Callable[[Any], bool] | None = None  # whether the row is visible; None: always

    @property
    def name(self) -> str:
        """The attribute that holds its value."""
        return self.path.rpartition(".")[2]

    def choices(self) -> tuple[str, ...]:
        """The names of a choice."""
        return tuple(self.entries)

    @property
    def allowed(self) -> str:
        """The allowed values, as the end of a sentence."""
        return tr("{values}, or null", values=self._values) if self.optional else self._values

    @property
    def _values(self) -> str:
        """The allowed values besides null."""
        low, high = f"{self.low:.0f}", f"{self.high:.0f}"
        match self.kind:
            case "integer":
                return tr("a whole number from {low} to {high}", low=low, high=high)
            case "real":
                low, high = f"{self.low:g}", f"{self.high:g}"
                return tr("a number from {low} to {high}", low=low, high=high)
            case "choice":
                return ", ".join(self.choices())
            case "flag":
                return tr("true or false")
            case "text":
                return tr("a text of at most {most} characters", most=high)
            case "path":
                return tr("a path of at most {most} characters", most=high)
            case "integers":
                return tr("a list of whole numbers from {low} to {high}", low=low, high=high)
            case "column":
                return tr("a name, or a number from 1 to {most}", most=MOST_COLUMNS)
            case "columns":
                return tr(
                    "a list of at most {most} columns, each a name, or a number from 1 to {number}",
                    most=high, number=MOST_COLUMNS,
                )  # fmt: skip
            case "parts":
                return tr("a list")

    def accepts(self, value: Any) -> bool:
        """Whether the value has the right type and is within the hard bounds."""
        if value is None:
            return self.optional
        match self.kind:
            case "integer":
                return type(value) is int and self.low <= value <= self.high
            case "real":
                return _is_number(value) and self.low <= value <= self.high
            case "choice":
                return isinstance(value, str) and value in self.entries
            case "flag":
                return isinstance(value, bool)
            case "text":
                shown = are_plain_lines if self.lines else is_plain
                return isinstance(value, str) and len(value) <= self.high and shown(value)
            case "path":
                fits = isinstance(value, str) and len(value) <= self.high
                return fits and not _NOT_IN_PATHS.search(value)
            case "integers":
                return isinstance(value, list | tuple) and all(
                    type(each) is int and self.low <= each <= self.high for each in value
                )
            case "column":
                return _is_column(value)
            case "columns":
                listed = isinstance(value, list | tuple) and len(value) <= self.high
                return listed and all(map(_is_column, value))
            case "parts":  # their settings are checked one by one
                return isinstance(value, tuple)

    def fault(self, value: Any, path: str) -> Fault | None:
        """The fault of this value at this path, or None."""
        return None if self.accepts(value) else self.refusal(value, path)

    def refusal(self, value: Any, path: str) -> Fault:
        """The fault of a value that is not accepted."""
        meant, message = "", ""
        if self.kind == "choice" and isinstance(value, str) and len(value) <= SHOWN:
            meant = nearest(value, self.choices())
        if self.lines and isinstance(value, str) and not are_plain_lines(value):
            message = tr(
                "it contains a control character, a change of reading direction, or an invalid "
                "character code"
            )
        elif self.kind == "text" and isinstance(value, str) and not is_plain(value):
            message = tr(
                "it contains a line break, a control character, a change of reading direction, or "
                "an invalid character code"
            )
        if self.kind == "path" and isinstance(value, str) and _NOT_IN_PATHS.search(value):
            message = tr("it contains a character that a file name cannot contain")
        on_screen = self._values if self.optional else ""
        return Fault(path, shortened(value), self.allowed, meant, message, on_screen)


def _is_number(value: Any) -> bool:
    if type(value) is int:
        return abs(value) < 10**300
    return type(value) is float and math.isfinite(value)


def _is_column(value: Any) -> bool:
    if type(value) is int:
        return 1 <= value <= MOST_COLUMNS
    return isinstance(value, str) and 0 < len(value) <= LONGEST_CELL and is_plain(value)
