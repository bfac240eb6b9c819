"""Reads the values of one table of a lesson file; notes every fault instead of stopping."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from vgsim.describe.errors import Fault, SpecError, shortened
from vgsim.describe.json_text import LONGEST_KEY
from vgsim.teach.prose import formula_fault, text_fault
from vgsim.teach.toml_text import line_at
from vgsim.words.language import tr
from vgsim.words.nearest import nearest
from vgsim.words.plain import is_plain, plain

MOST_FAULTS = 20  # faults that are shown; the others are only counted
LARGEST = 1e300
Value = TypeVar("Value", str, int)


class Faults:
    """Collects the faults of a file, each with the line of its path."""

    def __init__(self, lines: Mapping[str, int]) -> None:
        self._lines = lines
        self._shown: list[tuple[int, Fault]] = []
        self._count = 0
        self.unknown_start = False  # then faults of edits are left out: they fit another experiment

    def add(self, fault: Fault) -> None:
        """Note a fault; its `path` is the one in the file: "step[2].claim[0].under"."""
        self._count += 1
        if len(self._shown) < MOST_FAULTS:
            line = line_at(fault.path, self._lines)
            place = tr("line {line}, {place}", line=line, place=fault.path) if line else fault.path
            self._shown.append((line, replace(fault, path=place)))

    def raise_any(self) -> None:
        """Raise the noted faults, ordered by line.

        Raises:
            SpecError: there is a fault.
        """
        if self._count:
            shown = sorted(self._shown, key=lambda each: each[0])
            raise SpecError(tuple(fault for _, fault in shown), self._count - len(shown))

    @property
    def count(self) -> int:
        """The number of faults so far, including those that are not shown."""
        return self._count


class Node:
    """One table of the file. `close` reports unknown keys."""

    def __init__(self, raw: Mapping[str, Any], path: str, faults: Faults) -> None:
        self.raw, self.path, self.faults = raw, path, faults
        self._known: list[str] = []

    def has(self, name: str) -> bool:
        """Whether the table has this key, which is then known to `close`."""
        self._known.append(name)
        return name in self.raw

    def refuse(self, name: str, allowed: str, message: str = "", meant: str = "") -> None:
        """Note that the value of this key is not allowed, or that it is missing."""
        value = self.raw.get(name)
        shown = "" if value is None else shortened(value)
        self.faults.add(Fault(self._at(name), shown, allowed, meant, message))

    def fault(self, message: str, allowed: str = "") -> None:
        """Note a fault of the whole table."""
        self.faults.add(Fault(self.path, "", allowed, message=message))

    def text(self, name: str, most: int, default: str | None = None) -> str:
        """A text on one line; required if there is no default."""
        value, allowed = self._value(name), tr("a text of at most {most} characters", most=most)
        if value is None:
            return self._default(name, default, allowed, "")
        if not isinstance(value, str) or not len(value) <= most or not value.strip():
            self.refuse(name, allowed)
        elif not is_plain(value):
            self.refuse(name, allowed, tr("it contains a line break or a control character"))
        else:
            return value.strip()
        return default or ""

    def prose(
        self, name: str, most: int, default: str | None = None, marks: Collection[str] = ()
    ) -> str:
        """A text of several lines, with formulas between $ and `marks` for measured numbers."""
        value, allowed = self._value(name), tr("a text of at most {most} characters", most=most)
        if value is None:
            return self._default(name, default, allowed, "")
        if not isinstance(value, str) or not len(value) <= most or not value.strip():
            self.refuse(name, allowed)
        elif fault := text_fault(value, marks):
            self.refuse(name, allowed, fault)
        else:
            return value.strip()
        return default or ""

    def sentences(self, name: str, most: int, longest: int) -> tuple[str, ...]:
        """A list of texts like those of `prose`."""
        value = self._value(name)
        allowed = tr(
            "a list of at most {most} texts of at most {longest} characters",
            most=most, longest=longest,
        )  # fmt: skip
        if value is None:
            return ()
        if not isinstance(value, list) or len(value) > most:
            self.refuse(name, allowed)
            return ()
        for each in value:
            fits = isinstance(each, str) and 0 < len(each.strip()) <= len(each) <= longest
            fault = text_fault(each) if fits else tr("one entry is not such a text")
            if fault:
                self.refuse(name, allowed, fault)
                return ()
        return tuple(each.strip() for each in value)

    def formulas(self, name: str, most: int) -> tuple[str, ...]:
        """A list of formulas in TeX, or a single one."""
        value = self._value(name)
        listed = [value] if isinstance(value, str) else value
        if listed is None:
            return ()
        allowed = tr("a list of at most {most} formulas", most=most)
        if not isinstance(listed, list) or len(listed) > most:
            self.refuse(name, allowed)
            return ()
        for each in listed:
            fault = formula_fault(each) if isinstance(each, str) else tr("it is not a text")
            if fault:
                self.refuse(name, allowed, fault)
                return ()
        return tuple(each.strip() for each in listed)

    def integer(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number; required if there is no default."""
        value = self._value(name)
        allowed = tr("a whole number from {low} to {high}", low=low, high=high)
        if value is None:
            return self._default(name, default, allowed, low)
        if type(value) is int and low <= value <= high:
            return value
        self.refuse(name, allowed)
        return low if default is None else default

    def number(self, name: str, low: float = -LARGEST, high: float = LARGEST) -> float | None:
        """A number, or None if there is none."""
        value = self._value(name)
        if value is None:
            return None
        if type(value) in (int, float) and low <= value <= high and math.isfinite(value):
            return float(value)
        self.refuse(name, tr("a number from {low} to {high}", low=f"{low:g}", high=f"{high:g}"))
        return None

    def choice(self, name: str, names: Collection[str], default: str | None = "") -> str:
        """One of some names; required if the default is None."""
        value, allowed = self._value(name), tr("one of {names}", names=", ".join(names))
        if value is None:
            return self._default(name, default, allowed, "")
        if isinstance(value, str) and value in names:
            return value
        close = isinstance(value, str) and len(value) <= LONGEST_KEY
        self.refuse(name, allowed, meant=nearest(value, names) if close else "")
        return default or ""

    def names(
        self, name: str, most: int, allowed: str, fits: Callable[[str], bool]
    ) -> tuple[str, ...]:
        """A list of texts, or a single one, each of which `fits`."""
        value = self._value(name)
        listed = [value] if isinstance(value, str) else value
        if listed is None:
            return ()
        if not isinstance(listed, list) or len(listed) > most:
            self.refuse(name, tr("a list of at most {most} names", most=most))
            return ()
        for each in listed:
            if not (isinstance(each, str) and fits(each)):
                message = tr("{value} is not allowed", value=shortened(each))
                self.refuse(name, allowed, message)
                return ()
        return tuple(dict.fromkeys(listed))

    def table(self, name: str) -> Node | None:
        """A table within this one, or None."""
        value = self._value(name)
        if value is None:
            return None
        if isinstance(value, dict):
            return Node(value, self._at(name), self.faults)
        self.refuse(name, tr("a table with keys and values"))
        return None

    def tables(self, name: str, most: int, least: int = 0) -> list[Node]:
        """A list of tables; a single table is a list of one."""
        value, here = self._value(name), self._at(name)
        allowed = tr("a list of {least} to {most} tables", least=least, most=most)
        if isinstance(value, dict):
            value = [value]
        if value is None and not least:
            return []
        fits = isinstance(value, list) and least <= len(value) <= most
        if not fits or not all(isinstance(each, dict) for each in value):
            self.refuse(name, allowed)
            return []
        return [Node(each, f"{here}[{index}]", self.faults) for index, each in enumerate(value)]

    def close(self) -> None:
        """Note every unknown key."""
        for key in self.raw:
            if key not in self._known:
                known = list(dict.fromkeys(self._known))
                shown, short = plain(key, LONGEST_KEY), len(key) <= LONGEST_KEY
                message = tr('there is no key "{name}" here', name=shown)
                allowed = tr("one of {names}", names=", ".join(known))
                meant = nearest(key, known) if short else ""
                self.faults.add(Fault(self._at(shown), "", allowed, meant, message))

    def _at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _value(self, name: str) -> Any:
        self._known.append(name)
        return self.raw.get(name)

    def _default(self, name: str, default: Value | None, allowed: str, otherwise: Value) -> Value:
        """The default; a missing key without one is a fault."""
        if default is not None:
            return default
        message = tr("{name} is missing", name=name)
        self.faults.add(Fault(self.path, "", allowed, message=message))
        return otherwise


def add_all(node: Node, error: SpecError, where: str) -> None:
    """Note the faults of an experiment below a path of the lesson."""
    for fault in error.faults:
        node.faults.add(replace(fault, path=f"{where}.{fault.path}" if fault.path else where))
