"""Shows values of settings as text, and which settings of two parts differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import PurePath
from typing import Any

from vgsim.describe.field import Field
from vgsim.describe.fields import FIELDS
from vgsim.words.language import tr


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting with two values, as text; `old` may be that of the default."""

    path: str
    label: str
    old: str
    new: str


def value_text(field: Field, value: object) -> str:
    """A value as the window shows it; of a path only the name, because folders are private."""
    if isinstance(value, str) and value in field.entries:
        return str(getattr(field.entries[value], "label", value))
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    if value is None:
        return field.null or tr("default")
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or tr("none")
    if field.kind == "path":
        return PurePath(str(value)).name
    return f"{value:g}" if isinstance(value, float) else str(value)


def differences(group: str, old: Any, new: Any) -> Iterator[Difference]:
    """The settings of a group ("network", "data", ...) that differ between two of its parts."""
    for each in fields(new):
        path = f"{group}.{each.name}"
        before, after = getattr(old, each.name), getattr(new, each.name)
        if path in FIELDS and before != after:
            field = FIELDS[path]
            yield Difference(path, field.label, value_text(field, before), value_text(field, after))
