"""Describes the rows of a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ui.widgets.choice import Option
from ui.widgets.slider import SliderScale

RowKind = Literal["slider", "whole", "choice", "flag", "text", "integer", "integers", "file"]


@dataclass(frozen=True, slots=True)
class RowButton:
    """A button at the end of a row."""

    text: str
    help: str


@dataclass(frozen=True, slots=True)
class RowSpec:
    """The description of one row; `key` is the dotted path of its setting.

    A "whole" is a whole number without a slider; an "integer" may be left empty.
    """

    key: str
    label: str
    kind: RowKind
    help: str = ""
    scale: SliderScale | None = None
    options: tuple[Option, ...] = ()
    placeholder: str = ""
    button: RowButton | None = None
