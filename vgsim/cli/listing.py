"""Lists all names that a scenario file can use."""

from __future__ import annotations

import json

from vgsim.describe.fields import FIELDS

_FIRST = ("activation", "initializer", "output", "loss", "data", "optimizer", "dtype")


def names() -> dict[str, tuple[str, ...]]:
    """The names for each kind of part, in the order of the menus."""
    found = {}
    for path, field in FIELDS.items():
        group, _, name = path.rpartition(".")
        if field.kind == "choice" and group != "layer":
            found[group if name == "name" else name] = field.choices()
    order = [*_FIRST, *(kind for kind in found if kind not in _FIRST)]
    return {kind: found[kind] for kind in order}


def listing(*, as_json: bool) -> str:
    """The names as plain text, or as JSON."""
    if as_json:
        return json.dumps(names(), indent=2)
    lines = []
    for kind, found in names().items():
        lines.append(f"{kind}:")
        lines += [f"  {name}" for name in found]
    return "\n".join(lines)
