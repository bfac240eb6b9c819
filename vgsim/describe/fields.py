"""All settings of an experiment by path, collected from the dataclasses that declare them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from vgsim.describe.about import About
from vgsim.describe.field import Field as Field
from vgsim.describe.setting import declared
from vgsim.describe.spec import (
    Compared,
    DataSpec,
    Experiment,
    Lane,
    LayerSpec,
    NetworkSpec,
    OwnActivation,
    OwnParameters,
    Stage,
    TrainingSpec,
    WeightEdit,
)

GROUPS: Mapping[type, str] = {
    Experiment: "", DataSpec: "data", TrainingSpec: "training", Lane: "lane",
    NetworkSpec: "network", LayerSpec: "layer", WeightEdit: "edit", Stage: "stage",
    Compared: "compared", OwnActivation: "own", OwnParameters: "own_parameters",
}  # fmt: skip


def _with_about(found: Mapping[str, Field]) -> dict[str, Field]:
    """An experiment's settings, with note and source after the title."""
    return {"title": found["title"], **declared(About), **found}


def _tables_together(found: Iterable[Field]) -> list[Field]:
    """The fields, with those of a table moved together."""
    known = list(found)
    first = next((place for place, each in enumerate(known) if each.only == "table"), 0)
    order = {each.path: first if each.only == "table" else place
             for place, each in enumerate(known)}  # fmt: skip
    return sorted(known, key=lambda each: order[each.path])


@cache
def fields_of(group: str) -> Mapping[str, Field]:
    """The fields of a group ("network", "data", ...; "" for the experiment) by name."""
    part = next(each for each, name in GROUPS.items() if name == group)
    found = declared(part, group)
    if part is Experiment:
        found = _with_about(found)
    kept = _tables_together(each for each in found.values() if each.kind != "parts")
    return MappingProxyType({each.name: each for each in kept})


FIELDS: Mapping[str, Field] = {
    field.path: field for group in GROUPS.values() for field in fields_of(group).values()
}


def field_of(path: str) -> Field:
    """The field of a dotted path such as "lanes.0.network.depth"."""
    parts = path.split(".")
    if parts[0] == "lanes" and len(parts) == 3:
        return FIELDS[f"lane.{parts[2]}"]
    return FIELDS[".".join(parts[-2:] if len(parts) > 1 else parts)]
