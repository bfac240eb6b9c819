"""Builds an experiment from the JSON object of a scenario file and collects all faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from vgsim.describe.about import About
from vgsim.describe.errors import Fault, OutsideError, SpecError, shortened
from vgsim.describe.field import Field
from vgsim.describe.fields import GROUPS, fields_of
from vgsim.describe.json_text import LONGEST_KEY, JsonObject, PathLink, path_text, repeated_keys
from vgsim.describe.setting import parts_of, without_default
from vgsim.describe.spec import MAX_LANES, Experiment, Lane, OwnActivation
from vgsim.describe.table_path import linked_outside, named_outside
from vgsim.describe.validate import validate
from vgsim.parts.activations import ACTIVATIONS, is_own
from vgsim.parts.cells import CELLS
from vgsim.tables.regular import read_regular, reason
from vgsim.words.language import tr
from vgsim.words.nearest import nearest
from vgsim.words.plain import plain

FORMAT = "vgsim/1"
MOST_FAULTS = 20  # faults that are shown; the others are only counted
MOST_LISTED = 1000  # weight edits, or layers with own settings
Allows = Callable[[str], bool]  # whether a table outside the scenario's folder may be read
_FORMATS = re.compile("vgsim/([0-9]{1,6})")


class Reader:
    """Reads one file; call `experiment` only once."""

    def __init__(self, folder: Path | None, allows: Allows) -> None:
        self._folder, self._allows = folder or Path(), allows
        self._anywhere = folder is None  # then every table is outside
        self._faults: list[Fault] = []
        self._count = 0  # all faults, shown or not
        self._outside: list[str] = []  # tables that were not opened
        self._own: dict[str, str] = {}  # keys of the file's own activations, by name

    def experiment(self, raw: JsonObject) -> Experiment:
        """The experiment in the object.

        Raises:
            SpecError: the first `MOST_FAULTS` faults and the number of the others.
            OutsideError: there is no fault except a table that `allows` does not permit.
        """
        for link, key in repeated_keys(raw):
            self._add(_repeated_key, link, key)
        self._format(raw.get("format"))
        own: tuple[OwnActivation, ...] = ()
        if "activations" in raw:  # first, because networks refer to them
            own = self._list("activations", OwnActivation, raw.get("activations"), "activations")
        self._own = {each.name: each.key for each in own}
        lanes = self._lanes(raw.get("lanes"))
        rest = (pair for pair in raw.pairs() if pair[0] not in ("format", "lanes", "activations"))
        values = self._group(Experiment, rest, "")
        values["activations"] = own
        for each in fields(About):
            values.pop(each.name, None)
        values["lanes"] = tuple(
            self._part(Lane, lane, f"lanes[{index}]") for index, lane in enumerate(lanes)
        ) or (Lane(),)
        experiment = Experiment(**values)
        self._validate(experiment)
        if self._count:
            raise SpecError(tuple(self._faults), self._count - len(self._faults))
        if self._outside:
            raise OutsideError(tuple(dict.fromkeys(self._outside)))
        return experiment

    def _add(self, make: Callable[..., Fault], *arguments: Any) -> None:
        """Count a fault; `make` is called only if the fault will be shown."""
        self._count += 1
        if len(self._faults) < MOST_FAULTS:
            self._faults.append(make(*arguments))

    def _refuse(self, path: str, value: Any, allowed: str, message: str = "") -> None:
        self._add(_refusal, path, value, allowed, message)

    def _validate(self, experiment: Experiment) -> None:
        """Add faults between settings, except at paths that already have one."""
        found = {fault.path for fault in self._faults}
        try:
            validate(experiment, MOST_FAULTS)
        except SpecError as error:
            for fault in error.faults:
                if fault.path not in found:
                    self._add(replace, fault)
            self._count += error.more

    def _format(self, found: Any) -> None:
        if found == FORMAT:
            return
        number = _FORMATS.fullmatch(found) if isinstance(found, str) else None
        message = "" if found is not None else tr("the format is missing")
        if number and int(number[1]) > 1:
            message = tr("a newer version of the program wrote this file")
        self._refuse("format", found, f'"{FORMAT}"', message)

    def _lanes(self, raw: Any) -> list[Any]:
        if not isinstance(raw, list) or not 1 <= len(raw) <= MAX_LANES:
            self._refuse("lanes", raw, tr("a list of 1 to {most} networks", most=MAX_LANES))
            return []
        return raw

    def _part(self, kind: type, raw: Any, path: str) -> Any:
        """An object of the file as a dataclass; only defaults if it is not an object."""
        if not isinstance(raw, JsonObject):
            self._refuse(path, raw, tr("an object { … }"))
            return kind()
        values = self._group(kind, raw.pairs(), f"{path}.")
        cell = CELLS.get(values.get("cell", ""))
        if cell is not None and len(cell.gates) > 1 and not cell.any_activation:
            values.setdefault("activation", "tanh")  # the only one these cells have
        return kind(**values)

    def _group(self, kind: type, pairs: Iterator[tuple[str, Any]], prefix: str) -> dict[str, Any]:
        """Values of one object by field name; faulty ones are left out."""
        known, parts = fields_of(GROUPS[kind]), parts_of(kind)
        names = [*known, *(each for each in parts if each != "lanes")]
        values: dict[str, Any] = {}
        for key, value in pairs:
            if key in parts:
                inner, listed = parts[key]
                if listed:
                    values[key] = self._list(key, inner, value, prefix + key)
                elif value is not None or kind is Experiment:
                    values[key] = self._part(inner, value, prefix + key)
            elif key not in known:
                self._add(_unknown_key, prefix, key, names)
            elif (field := known[key]).kind == "choice" and self._is_own(field, value):
                values[key] = self._own[value]
            elif not field.accepts(value) or (field.kind == "choice" and is_own(value)):
                self._add(field.refusal, value, prefix + key)
            elif field.kind == "path" and value is not None:
                values[key] = self._table(value, prefix + key)
            elif field.kind == "real" and value is not None:
                values[key] = float(value)
            else:
                listed = field.kind in ("integers", "columns")
                values[key] = tuple(value) if listed else value
        return values

    def _is_own(self, field: Field, value: Any) -> bool:
        """Whether the value names an activation that the file itself describes."""
        return field.entries is ACTIVATIONS and isinstance(value, str) and value in self._own

    def _table(self, given: str, path: str) -> str:
        """The path of a table; opens it only inside the folder or if that is allowed."""
        table = str(self._folder / given)
        named = self._anywhere or named_outside(given)
        outside = named or linked_outside(self._folder, given)
        if outside and not self._allows(table):
            self._outside.append(table)
            return table
        try:
            read_regular(table, 0)
        except OSError as error:
            message = tr(
                "{file} cannot be read: {reason}", file=shortened(given), reason=reason(error)
            )
            self._refuse(path, given, tr("a table (CSV)"), message)
        return table

    def _list(self, key: str, kind: type, raw: Any, path: str) -> tuple[Any, ...]:
        """The objects of a list; an object without a required field is a fault."""
        if not isinstance(raw, list) or len(raw) > MOST_LISTED:
            allowed = tr("a list of at most {most} {settings}", most=MOST_LISTED, settings=key)
            self._refuse(path, raw, allowed)
            return ()
        made, needed = [], without_default(kind)
        for index, each in enumerate(raw):
            here, before = f"{path}[{index}]", self._count
            if not isinstance(each, JsonObject):
                self._refuse(here, each, tr("an object { … }"))
                continue
            values = self._group(kind, each.pairs(), f"{here}.")
            missing = [name for name, optional in needed.items()
                       if not optional and name not in values]  # fmt: skip
            if not missing:
                made.append(kind(**dict.fromkeys(needed) | values))
            elif self._count == before:
                self._add(_missing_key, here, missing[0], GROUPS[kind])
        return tuple(made)


def _refusal(path: str, value: Any, allowed: str, message: str) -> Fault:
    return Fault(path, "" if value is None else shortened(value), allowed, message=message)


def _repeated_key(link: PathLink, key: str) -> Fault:
    message = tr("this key is given twice in one place")
    return Fault(path_text(link, key), "", tr("each key once"), message=message)


def _unknown_key(prefix: str, key: str, names: list[str]) -> Fault:
    shown = plain(key, LONGEST_KEY)
    meant = nearest(key, names) if len(key) <= LONGEST_KEY else ""
    allowed = tr("one of {names}", names=", ".join(names))
    message = tr('there is no setting "{name}"', name=shown)
    return Fault(prefix + shown, "", allowed, meant, message)


def _missing_key(path: str, name: str, group: str) -> Fault:
    return Fault(path, "", ", ".join(fields_of(group)), message=tr("{name} is missing", name=name))
