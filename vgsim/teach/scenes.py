"""Reads the experiments of a lesson: a start, and edits one after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from vgsim.describe.codec import no_table
from vgsim.describe.edit import edit
from vgsim.describe.errors import Fault, SpecError, shortened
from vgsim.describe.json_text import JsonObject
from vgsim.describe.reader import FORMAT, Reader
from vgsim.describe.spec import MAX_LANES, Experiment, Lane, NetworkSpec
from vgsim.files.bundled import SUFFIX, scenarios
from vgsim.files.scenario import ScenarioError, open_scenario
from vgsim.teach.lesson import Play, Scene
from vgsim.teach.node import Node, add_all
from vgsim.words.language import tr
from vgsim.words.nearest import nearest
from vgsim.words.plain import plain

MOST_EDITS = 40  # of one step
MOST_UPDATES = 20_000
NULL = "null"  # TOML has none
# replaces a start that has a fault, so that little else is complained about
UNKNOWN = Experiment(lanes=(Lane(network=NetworkSpec(depth=200)),) * MAX_LANES)
PLAYS: tuple[Play, ...] = ("stay", "pass", "end", "learn")
Edits = tuple[tuple[str, object], ...]


class Scenes:
    """The experiments of one file."""

    def __init__(self, folder: Path | None) -> None:
        """`folder` is that of the lesson: its own scenarios and tables are found there."""
        self._folder = folder

    def start(self, node: Node) -> Experiment | None:
        """The experiment that a table names or holds, with its edits; None: it has a fault."""
        before = node.faults.count
        found = self._named(node) if node.has("scenario") else self._held(node)
        edits = edits_in(node)
        if found is None or node.faults.count > before:
            return None
        made = edited(node, found, edits)
        return made and with_copies(node, made)

    def scene(self, node: Node, before: Scene, first: Scene) -> tuple[Scene, Edits]:
        """How an experiment is changed, trained and played, and the edits as they are written.

        Args:
            node: the table with start, reset, edits, copies, updates and playback.
            before: what is changed.
            first: the lesson's start, to which `reset` goes back.
        """
        reset = node.raw.get("reset")
        if node.has("reset") and reset is not True:
            node.refuse("reset", "true")
        base = first.experiment if reset is True else before.experiment
        updates = 0 if reset is True else before.updates
        if (own := node.table("start")) is not None:
            base, updates = self.start(own) or base, 0
            own.close()
        edits = edits_in(node)
        changed = edited(node, base, edits) if edits else base
        changed = with_copies(node, changed or base)
        play = node.choice("playback", PLAYS, "stay")
        updates = node.integer("updates", 0, MOST_UPDATES, updates if changed is base else 0)
        return Scene(changed or base, updates, play), edits  # type: ignore[arg-type]

    def _named(self, node: Node) -> Experiment | None:
        """The experiment of a shipped scenario, or of a file in the lesson's folder."""
        name = node.raw["scenario"]
        known = {each.name: each for each in scenarios()}
        if isinstance(name, str) and name in known:
            return known[name].experiment
        own = isinstance(name, str) and name.endswith(SUFFIX) and len(name) <= 200
        if own and self._folder is not None and Path(name).name == name:
            try:
                return open_scenario(self._folder / name)
            except ScenarioError as error:
                node.refuse("scenario", tr("a scenario"), plain(str(error).rstrip("."), 200))
            except SpecError as error:
                add_all(node, error, f"{node.path}.scenario")
            return None
        meant = nearest(name, known) if isinstance(name, str) and len(name) <= 60 else ""
        allowed = tr("the name of a scenario, or of a .vgsim file in the lesson's folder")
        node.refuse("scenario", allowed, meant=meant)
        return None

    def _held(self, node: Node) -> Experiment | None:
        """The experiment that is written in the table itself."""
        for name in ("title", "seed", "data", "training", "lanes", "compared", "activations"):
            node.has(name)
        raw = {key: value for key, value in node.raw.items() if key != "edits"}
        if "lanes" not in raw:
            node.fault(tr("scenario is missing"), tr("scenario, or an experiment with lanes"))
            return None
        try:
            tree = _as_json({"format": FORMAT, **raw})
            assert isinstance(tree, JsonObject)
            return Reader(self._folder, no_table).experiment(tree)
        except SpecError as error:
            add_all(node, error, node.path)
        return None


def _as_json(value: Any) -> Any:
    """A table of TOML as the reader of scenarios takes it; TOML has no null."""
    if value == NULL:
        return None
    if isinstance(value, dict):
        return JsonObject([(key, _as_json(inner)) for key, inner in value.items()])
    return [_as_json(each) for each in value] if isinstance(value, list) else value


def edits_in(node: Node) -> Edits:
    """The edits of a table: paths and values, "lanes.0.network.activation" and "relu"."""
    held = node.table("edits")
    if held is None:
        return ()
    found = tuple(_flat(held.raw, ""))
    if len(found) > MOST_EDITS:
        node.refuse("edits", tr("at most {most} edits", most=MOST_EDITS))
        return ()
    return found


def with_copies(node: Node, experiment: Experiment) -> Experiment:
    """The experiment with copies of its first network, each with its own edits.

    They take the place of all other networks. Paths are those below a network.
    """
    copies = node.tables("beside", MAX_LANES - 1)
    if not copies:
        return experiment
    first = experiment.lanes[0]
    lanes = [first, *(replace(first, title="", identity=object()) for _ in copies)]
    made = replace(experiment, lanes=tuple(lanes))
    for place, copy in enumerate(copies, 1):
        edits = tuple((f"lanes.{place}.{path}", value) for path, value in _flat(copy.raw, ""))
        made = edited(copy, made, edits[:MOST_EDITS]) or made
    return made


def _flat(tree: dict[str, Any] | Any, prefix: str) -> Iterator[tuple[str, object]]:
    """The values of nested tables by dotted path: keys may be written with quotes or without."""
    for key, value in tree.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, dict):
            yield from _flat(value, path)
        else:
            yield path, value


def edited(node: Node, experiment: Experiment, edits: Edits) -> Experiment | None:
    """The experiment with the edits made in their order; None: one of them is not allowed.

    Titles of networks come last, because another edit of a network clears its title.
    """
    failed = False
    for path, value in sorted(edits, key=lambda each: each[0].endswith(".title")):
        where = f"{node.path}.edits" if "edits" in node.raw else node.path
        try:
            experiment = edit(experiment, path, None if value == NULL else value)
        except SpecError as error:
            failed = True
            if node.faults.unknown_start:
                continue
            for fault in error.faults:
                text = tr("edit {path}: {fault}", path=plain(path, 60), fault=str(fault))
                node.faults.add(Fault(where, "", "", message=text))
        except (KeyError, IndexError, ValueError, TypeError, AttributeError):
            failed = True
            message = tr('there is no setting "{name}"', name=plain(path, 60))
            allowed = tr("paths such as lanes.0.network.depth")
            node.faults.add(Fault(where, shortened(value), allowed, message=message))
    return None if failed else experiment
