"""An experiment as text: one plain JSON object, read with suspicion, written with care."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from vgsim.describe.about import About
from vgsim.describe.errors import Fault, SpecError, shortened
from vgsim.describe.fields import fields_of
from vgsim.describe.json_text import JsonObject, parsed
from vgsim.describe.nearest import nearest
from vgsim.describe.spec import (
    MAX_LANES,
    DataSpec,
    Experiment,
    Lane,
    LayerSpec,
    NetworkSpec,
    Stage,
    TrainingSpec,
    WeightEdit,
)
from vgsim.describe.validate import validate
from vgsim.parts.cells import CELLS

FORMAT = "vgsim/1"
MOST_FAULTS = 20  # that are shown
_TWICE = "this key is given twice in one place"
MOST_LISTED = 1000  # edits, or layers with something of their own
_INNER = {  # groups inside groups: key -> (group, its class)
    "": {"data": ("data", DataSpec), "training": ("training", TrainingSpec)},
    "lane": {
        "network": ("network", NetworkSpec),
        "data": ("data", DataSpec),
        "training": ("training", TrainingSpec),
    },
    "stage": {
        "network": ("network", NetworkSpec),
        "training": ("training", TrainingSpec),
    },
}
# lists of objects in an object: key -> (group, its class, what must be said)
_LISTS: dict[str, dict[str, tuple[str, type, tuple[str, ...]]]] = {
    "network": {
        "edits": ("edit", WeightEdit, ("step", "layer", "unit", "value")),
        "layers": ("layer", LayerSpec, ("layer",)),
    },
    "lane": {"before": ("stage", Stage, ("until", "network", "training"))},
}


def decode(text: str | bytes, folder: Path | None = None) -> Experiment:
    """The experiment in a scenario file; relative paths of tables start from `folder`.

    Raises:
        SpecError: with every fault found, each with its path in the file.
    """
    return _Reader(folder).experiment(parsed(text))


def about_of(text: str | bytes) -> About:
    """Note and source of a scenario file."""
    return heading_of(text)[1]


def heading_of(text: str | bytes) -> tuple[str, About]:
    """Title, note and source of a scenario file; the rest is not looked at."""
    raw = parsed(text)
    names = ("title", *(each.name for each in fields(About)))
    title, *said = (word if isinstance(word := raw.get(name), str) else "" for name in names)
    return title, About(*said)


class _Reader:
    """Collects faults while it builds."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def experiment(self, raw: dict[str, Any]) -> Experiment:
        self._twice(raw)
        given = raw.pairs if isinstance(raw, JsonObject) else list(raw.items())
        raw = JsonObject(given)
        raw.pairs = [pair for pair in given if pair[0] not in ("format", "lanes")]
        self._format(raw.pop("format", None))
        lanes = self._list(raw.pop("lanes", None), "lanes", MAX_LANES, "networks")
        values = self._group("", raw, "")
        for each in fields(About):
            values.pop(each.name, None)
        if lanes is not None:
            values["lanes"] = tuple(
                self._part(Lane, "lane", lane, f"lanes[{index}]")
                for index, lane in enumerate(lanes)
            )
        experiment = Experiment(**values)
        found = {fault.path for fault in self.faults}
        try:
            validate(experiment)
        except SpecError as error:
            self.faults += [fault for fault in error.faults if fault.path not in found]
        if self.faults:
            raise SpecError(tuple(self.faults[:MOST_FAULTS]))
        return experiment

    def _twice(self, raw: dict[str, Any]) -> None:
        """Keys that are there twice, wherever in the file."""
        places: list[tuple[str, Any]] = [("", raw)]
        while places:
            path, each = places.pop()
            if isinstance(each, list):
                places += [(f"{path}[{k}]", inner) for k, inner in enumerate(each)][::-1]
            elif isinstance(each, JsonObject):
                start = f"{path}." if path else ""
                self.faults += [
                    Fault(start + _printable(key), "", "each key once", message=_TWICE)
                    for key in each.twice
                ]
                places += [(start + key, inner) for key, inner in each.items()][::-1]

    def _format(self, found: Any) -> None:
        if found == FORMAT:
            return
        name, _, number = str(found).partition("/")
        if name == "vgsim" and number.isdigit() and int(number) > 1:
            message = "a newer version of the program wrote this file"
        else:
            message = "" if found is not None else "the format is missing"
        value = "" if found is None else shortened(found)
        self.faults.append(Fault("format", value, f'"{FORMAT}"', message=message))

    def _list(self, raw: Any, path: str, most: int, what: str) -> list[Any] | None:
        if raw is None:
            self.faults.append(Fault(path, "", f"a list of 1 to {most} {what}"))
            return None
        if not isinstance(raw, list) or not 1 <= len(raw) <= most:
            self.faults.append(Fault(path, shortened(raw), f"a list of 1 to {most} {what}"))
            return None
        return raw

    def _part(self, kind: type, group: str, raw: Any, path: str) -> Any:
        if not isinstance(raw, dict):
            self.faults.append(Fault(path, shortened(raw), "an object { … }"))
            return kind()
        values = self._group(group, raw, f"{path}.")
        cell = CELLS.get(values.get("cell", ""))
        if cell is not None and len(cell.gates) > 1 and not cell.chooses:
            values.setdefault("activation", "tanh")  # there is no other
        return kind(**values)

    def _group(self, group: str, raw: dict[str, Any], place: str) -> dict[str, Any]:
        """Values of one object by field name; faulty ones are left to their defaults."""
        known, inner = fields_of(group), _INNER.get(group, {})
        lists = _LISTS.get(group, {})
        names = [*known, *inner, *lists]
        values: dict[str, Any] = {}
        for key, value in raw.pairs if isinstance(raw, JsonObject) else raw.items():
            path = place + key
            if key in inner:
                name, kind = inner[key]
                if value is not None or group == "":
                    values[key] = self._part(kind, name, value, path)
            elif key in lists:
                values[key] = self._listed(key, lists[key], value, path)
            elif key not in known:
                shown = _printable(key)
                self.faults.append(
                    Fault(
                        place + shown, "", "one of " + ", ".join(names), nearest(key, names),
                        f'there is no setting "{shown}"',
                    )
                )  # fmt: skip
            elif (fault := known[key].fault(value, path)) is not None:
                self.faults.append(fault)
            else:
                values[key] = self._value(group, key, known[key].kind, value, path)
        return values

    def _value(self, group: str, key: str, kind: str, value: Any, path: str) -> Any:
        if kind == "real" and value is not None:
            return float(value)
        if kind == "integers":
            return tuple(value)
        if group == "data" and key == "path" and value is not None:
            table = (self.folder / value) if self.folder else Path(value)
            if not _is_file(table):
                said = shortened(value)
                self.faults.append(
                    Fault(path, said, "a file that exists", message=f"no such file: {said}")
                )
            return str(table)
        return value

    def _listed(
        self, key: str, listed: tuple[str, type, tuple[str, ...]], raw: Any, path: str
    ) -> tuple[Any, ...]:
        """The objects of a list; those that say too little are faults."""
        group, kind, needed = listed
        if not isinstance(raw, list) or len(raw) > MOST_LISTED:
            self.faults.append(
                Fault(path, shortened(raw), f"a list of at most {MOST_LISTED} {key}")
            )
            return ()
        made = []
        for index, each in enumerate(raw):
            here = f"{path}[{index}]"
            before = len(self.faults)
            if not isinstance(each, dict):
                self.faults.append(Fault(here, shortened(each), "an object { … }"))
                continue
            values = self._group(group, each, f"{here}.")
            missing = [name for name in needed if name not in values]
            if missing and len(self.faults) == before:
                self.faults.append(
                    Fault(here, "", ", ".join(fields_of(group)), message=f"{missing[0]} is missing")
                )
            if not missing:
                made.append(kind(**({"input": None} if kind is WeightEdit else {}) | values))
        return tuple(made)


def _printable(key: str) -> str:
    return "".join(each if each.isprintable() else "�" for each in key)[:40]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def encode(experiment: Experiment, folder: Path | None = None, about: About | None = None) -> str:
    """The scenario file of an experiment; what has its default is left out where nothing is lost.

    `decode(encode(e)) == e`. Tables below `folder` are named from there.
    """
    tree: dict[str, Any] = {"format": FORMAT, "title": experiment.title}
    tree |= {name: said for name, said in asdict(about or About()).items() if said}
    tree |= {
        "seed": experiment.seed,
        "data": _written(experiment.data, ("name", "batch_size"), folder),
        "training": _written(experiment.training, _TRAINING, folder),
        "lanes": [_written_lane(lane, folder) for lane in experiment.lanes],
    }
    return json.dumps(tree, indent=2, ensure_ascii=False) + "\n"


def _written_lane(lane: Lane, folder: Path | None) -> dict[str, Any]:
    written: dict[str, Any] = {"title": lane.title}
    written["network"] = _written(lane.network, _NETWORK, folder)
    if lane.seed is not None:
        written["seed"] = lane.seed
    if lane.data is not None:
        written["data"] = _written(lane.data, ("name", "batch_size"), folder)
    if lane.training is not None:
        written["training"] = _written(lane.training, _TRAINING, folder)
    if lane.before:
        written["before"] = [
            {
                "until": stage.until,
                "network": _written(stage.network, _NETWORK, folder),
                "training": _written(stage.training, _TRAINING, folder),
            }
            for stage in lane.before
        ]
    return written


# always written
_NETWORK = ("depth", "width", "activation", "initializer")
_TRAINING = ("optimizer", "learning_rate")
_ALWAYS = {"edits": ("step", "layer", "unit", "input", "value"), "layers": ("layer",)}


def _written(part: Any, always: tuple[str, ...], folder: Path | None) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for each in fields(part):
        value = getattr(part, each.name)
        if each.name in _ALWAYS:
            if value:
                always_here = _ALWAYS[each.name]
                written[each.name] = [_written(entry, always_here, None) for entry in value]
        elif each.name in always or value != each.default:
            written[each.name] = _relative(value, folder) if each.name == "path" else value
    return {key: list(value) if isinstance(value, tuple) else value
            for key, value in written.items()}  # fmt: skip


def _relative(path: str | None, folder: Path | None) -> str | None:
    if path is None or folder is None:
        return path
    try:
        return Path(path).relative_to(folder).as_posix()
    except ValueError:
        return path
