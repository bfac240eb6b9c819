"""Declares settings as dataclass fields whose metadata describe them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import MISSING, field, fields, is_dataclass, replace
from functools import cache, reduce
from operator import or_
from types import MappingProxyType, NoneType
from typing import Any, get_args, get_type_hints

from vgsim.describe.field import LARGEST, Field, Kind
from vgsim.tables.choice import ColumnPlace

_KINDS: dict[Any, Kind] = {
    int: "integer", float: "real", bool: "flag", str: "text", tuple[int, ...]: "integers",
    ColumnPlace: "column", tuple[ColumnPlace, ...]: "columns",
}  # fmt: skip


def untitled(part: Any) -> str:
    """Empty text for a title: for settings that do not distinguish networks."""
    return ""


def setting(
    default: Any,
    label: str = "",
    help: str = "",
    bounds: tuple[float, float] = (-LARGEST, LARGEST),
    slider: tuple[float, ...] = (0.0, 1.0),
    *,
    choices: Collection[str] = (),
    kind: Kind = "parts",
    **more: Any,
) -> Any:
    """A dataclass field that is a setting in the file, the messages, the window and the README.

    Its kind, and whether null is allowed, follow from the type annotation.

    Args:
        default: the default value; `MISSING` if it is required.
        label: short name, see `Field`.
        help: one sentence.
        bounds: smallest and largest number; for texts and lists the second is the maximum length.
        slider: both ends of the slider and optionally its step.
        choices: the allowed names, as a registry or plain names.
        kind: only where the annotation does not determine it.
        more: other attributes of `Field`.
    """
    low, high, step = (*slider, 0.0)[:3]
    entries = choices if isinstance(choices, Mapping) else dict.fromkeys(choices)
    entry = Field(
        "", label, "choice" if entries else kind, None if default is MISSING else default, help,
        *bounds, low, high, step, entries=entries, **more,
    )  # fmt: skip
    return field(default=default, metadata={"setting": entry})


@cache
def declared(part: type, group: str = "") -> Mapping[str, Field]:
    """The settings that a dataclass declares, by name."""
    hints, found = get_type_hints(part), {}
    for each in fields(part):
        entry: Field | None = each.metadata.get("setting")
        if entry is None:
            continue
        hint, optional = _without_none(hints[each.name])
        kind = _KINDS.get(hint, "parts") if entry.kind == "parts" else entry.kind
        path = f"{group}.{each.name}" if group else each.name
        found[each.name] = replace(entry, path=path, kind=kind, optional=optional)
    return MappingProxyType(found)


@cache
def defaults(part: type, **marks: Any) -> MappingProxyType[str, Any]:
    """The defaults, by name, of the settings with these attributes, as in `only="recurrent"`."""
    return MappingProxyType({
        name: entry.default
        for name, entry in declared(part).items()
        if all(getattr(entry, mark) == value for mark, value in marks.items())
    })  # fmt: skip


@cache
def parameters(part: type, of: str) -> tuple[str, ...]:
    """Names of the optional parameters that depend on the choice `of`."""
    return tuple(name for name, value in defaults(part, of=of).items() if value is None)


@cache
def parts_of(part: type) -> Mapping[str, tuple[type, bool]]:
    """The fields that hold another dataclass: its type, and whether they hold a list of it."""
    found: dict[str, tuple[Any, bool]] = {}
    for name, hint in get_type_hints(part).items():
        inner, _ = _without_none(hint)
        listed = get_args(inner)[:1]
        if is_dataclass(inner) and isinstance(inner, type):
            found[name] = inner, False
        elif listed and is_dataclass(listed[0]):
            found[name] = listed[0], True
    return MappingProxyType(found)


@cache
def without_default(part: type) -> Mapping[str, bool]:
    """The required fields, and whether each may be null."""
    hints = get_type_hints(part)
    return MappingProxyType({
        each.name: _without_none(hints[each.name])[1]
        for each in fields(part)
        if each.default is MISSING and each.default_factory is MISSING
    })  # fmt: skip


def _without_none(hint: Any) -> tuple[Any, bool]:
    """A type without None, and whether it included None."""
    options = get_args(hint)
    if NoneType not in options:
        return hint, False
    return reduce(or_, (each for each in options if each is not NoneType)), True
