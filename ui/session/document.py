"""The experiment as a document: edited with undo and redo, opened and saved."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from ui.session.undoable import Undoable
from vgsim.advice.changes import Changes, changed
from vgsim.describe.about import About
from vgsim.describe.compare import compare, with_parameter
from vgsim.describe.edit import edit, edit_weight, link, use_table
from vgsim.describe.edit_lane import add_lane, copy_lane, remove_lane, with_identities_of
from vgsim.describe.edit_layer import edit_layer
from vgsim.describe.edit_own import with_changed_function, with_function, without_function
from vgsim.describe.errors import OutsideError, SpecError
from vgsim.describe.fields import field_of
from vgsim.describe.spec import Experiment, NetworkSpec, OwnActivation, WeightEdit
from vgsim.describe.stages import Moment, branch, continued
from vgsim.describe.window_message import window_message
from vgsim.files.code_text import code_in
from vgsim.files.places import shown_name
from vgsim.files.scenario import ScenarioError, about_in, open_scenario, save_scenario
from vgsim.parts.activations import ACTIVATIONS
from vgsim.tables.choice import GUESSED, Choices
from vgsim.theory.diagram import Plane, moved
from vgsim.words.language import tr

SEEDS = 10_000  # keeps a new seed short enough to read aloud


class Document(Undoable):
    """The experiment, its changes, and its file. A refused change leaves it unchanged."""

    kept = Signal(object)  # Experiment: a change was refused, this one is still valid
    linked_changed = Signal(bool)
    refused = Signal(str, str)  # path, all errors of a file that was not opened
    # path of a scenario, tables in other folders that it may read only if the user agrees
    outside = Signal(object, tuple)
    unsaved = Signal(str, str)  # path, why saving failed
    offered = Signal(object)  # path of a table to preview before it is used

    def __init__(
        self,
        experiment: Experiment,
        about: About,
        moment: Callable[[], Moment | None],
        parent: QObject,
    ) -> None:
        """Start with an experiment.

        Args:
            experiment: the experiment to open.
            about: title and notes from its file or from the scenario.
            moment: returns the current update while networks learn, otherwise None.
            parent: the Qt parent.
        """
        super().__init__(experiment, about, parent)
        self.linked = False
        self._moment = moment
        self._began: Moment | None = None  # the update at which the current change began

    # changes

    def edit(self, path: str, value: Any, merge_key: str | None = None) -> None:
        """Change one setting; when lanes are linked, in all of them."""
        change = link if self.linked and path.startswith("lanes.") else edit
        label = field_of(path).label
        self._change(lambda: change(self.experiment, path, value), label, merge_key)

    def compare_activation(self, activation: str, shown: bool) -> None:
        """Show a function next to those of the networks, or no longer."""
        label = ACTIVATIONS[activation].label
        self._change(lambda: compare(self.experiment, activation, shown), label, from_start=True)

    def tune(
        self, activation: str, parameter: str, value: float, merge_key: str | None = None
    ) -> None:
        """Set a parameter of a function that is compared."""
        label = ACTIVATIONS[activation].label
        self._change(
            lambda: with_parameter(self.experiment, activation, parameter, value),
            label, merge_key, from_start=True,
        )  # fmt: skip

    def add_function(self, function: OwnActivation, lane: int | None = None) -> None:
        """Add an own activation, and use it in the network with this index if one is given."""
        self._change(
            lambda: with_function(self.experiment, function, lane), function.name, from_start=True
        )

    def change_function(
        self, name: str, function: OwnActivation, merge_key: str | None = None
    ) -> None:
        """Put another function in the place of an own one, wherever it is used."""
        self._change(
            lambda: with_changed_function(self.experiment, name, function), name, merge_key,
            from_start=True,
        )  # fmt: skip

    def remove_function(self, name: str) -> None:
        """Remove an own activation that no network uses."""
        self._change(lambda: without_function(self.experiment, name), name, from_start=True)

    def set_stage(self, stage: str) -> None:
        """Note what the middle of the window shows; it is saved, but is not a change."""
        self.about = replace(self.about, stage=stage)

    def edit_layer(
        self, lane: int, layer: int, name: str, value: Any, merge_key: str | None = None
    ) -> None:
        """Change a setting of one hidden layer; when linked, in all lanes that have it."""

        def change() -> Experiment:
            lanes = self.experiment.lanes
            wanted = range(len(lanes)) if self.linked else (lane,)
            changed = self.experiment
            for index in wanted:
                if layer <= lanes[index].network.depth:
                    changed = edit_layer(changed, index, layer, name, value)
            return changed

        self._change(change, tr("layer {layer}", layer=layer), merge_key)

    def take_remedy(self, lane: int, changes: Changes, label: str) -> None:
        """Apply a suggestion as one undoable change; training restarts."""
        self._change(lambda: changed(self.experiment, lane, changes), label, from_start=True)

    def add_remedy(self, lane: int, changes: Changes, label: str) -> None:
        """Apply a suggestion to a copy of the network, which becomes the last one."""

        def change() -> Experiment:
            copied = copy_lane(self.experiment, lane)
            return changed(copied, len(copied.lanes) - 1, changes)

        self._change(change, label, from_start=True)

    def move(self, plane: Plane, x: float, y: float, merge_key: str | None = None) -> None:
        """Move a lane to a point of a plane; when linked, all lanes the plane applies to."""

        def change() -> Experiment:
            changed = moved(self.experiment, plane, x, y)
            others = range(len(changed.lanes)) if self.linked and plane.sizes else ()
            for lane in others:
                if changed.lanes[lane].network.cell == "none":
                    changed = moved(changed, plane.of(lane), x, y)
            return changed

        labels = [field_of(axis.path).label for axis in (plane.x, plane.y)]
        self._change(change, ", ".join(labels), merge_key)

    def edit_weight(self, lane: int, weight: WeightEdit) -> None:
        """Set one weight or bias of a network from an update on; can be undone."""
        self._change(lambda: edit_weight(self.experiment, lane, weight), tr("weight"))

    def offer_table(self, path: str) -> None:
        """Ask the window to preview the user's own table (CSV) before it is used."""
        self.offered.emit(path)

    def use_table(self, path: str, choices: Choices = GUESSED) -> None:
        """Use the user's own table (CSV) as data."""
        self._change(lambda: use_table(self.experiment, path, choices), tr("Data"))
        if self.experiment.data.path == path:
            self.agree(path)

    def add_lane(self) -> None:
        self._change(lambda: add_lane(self.experiment), tr("add a network"))

    def copy_lane(self, lane: int) -> None:
        """Add a copy of the network with this index, as the last one; can be undone."""
        self._change(lambda: copy_lane(self.experiment, lane), tr("duplicate a network"))

    def add_network(self, lane: int, network: NetworkSpec) -> None:
        """Add another network, with the data and training of an existing one."""
        self._change(lambda: copy_lane(self.experiment, lane, network), tr("add a network"))

    def branch(self, lane: int, moment: Moment) -> None:
        """Add a copy of this network as it was at this moment."""
        self._change(lambda: branch(self.experiment, lane, moment), tr("branch"))

    def remove_lane(self, lane: int) -> None:
        """Remove the network with this index; can be undone."""
        self._change(lambda: remove_lane(self.experiment, lane), tr("remove a network"))

    def new_seed(self) -> None:
        """Draw other initial weights and batches for all lanes."""
        self.edit("seed", secrets.randbelow(SEEDS))

    def show_scene(self, experiment: Experiment, label: str) -> None:
        """Show the experiment of a lesson's step, as one change."""
        self._push(with_identities_of(experiment, self.experiment), label)

    def refuse(self, sentence: str) -> None:
        """Show why the user's input was not accepted."""
        self.message.emit("bad", sentence)

    def set_linked(self, linked: bool) -> None:
        if linked != self.linked:
            self.linked = linked
            self.linked_changed.emit(linked)

    # files

    def new(self) -> None:
        """Start with one network that has the default settings."""
        self.load(Experiment())

    def read(self, path: str) -> tuple[Experiment, About] | None:
        """Read a scenario file without opening it; None, and a signal, if that is impossible."""
        try:
            return open_scenario(Path(path), self.agreed.__contains__), about_in(Path(path))
        except OutsideError as error:
            self.outside.emit(path, error.tables)
        except (ScenarioError, SpecError) as error:
            self.refused.emit(path, str(error))
        return None

    def open(self, path: str) -> None:
        """Open a scenario file; if it has errors, the document stays unchanged."""
        found = self.read(path)
        if found is not None:
            self.take(path, *found)

    def take(self, path: str, experiment: Experiment, about: About) -> None:
        """Open a scenario that has been read from a file or share code."""
        if code_in(path):
            self.load(experiment, "", about, keep=True)
            text = tr("Opened the share code. Undo brings back the experiment before it.")
        else:
            self.load(experiment, path, about)
            text = tr("Opened {file}.", file=shown_name(Path(path)))
        self.message.emit("note", text)

    def save(self, path: str) -> bool:
        """Save the experiment. Returns whether it was written."""
        try:
            save_scenario(Path(path), self.experiment, self.about)
        except ScenarioError as error:
            self.unsaved.emit(path, str(error))
            return False
        self.path, self.saved = path, self.experiment
        self.history_changed.emit()
        self.message.emit("note", tr("Saved {file}.", file=shown_name(Path(path))))
        return True

    def _change(
        self,
        change: Callable[[], Experiment],
        label: str,
        merge_key: str | None = None,
        from_start: bool = False,
    ) -> None:
        """Adopt a change; from the start, or from the current update on while networks learn."""
        try:
            experiment = change() if from_start else self._continued(change(), merge_key)
        except SpecError as error:
            self.message.emit("bad", window_message(error, self.experiment))
            self.kept.emit(self.experiment)
        else:
            self._push(experiment, label, merge_key)

    def _continued(self, changed: Experiment, merge_key: str | None) -> Experiment:
        """Make a change take effect at the current update while networks learn.

        All changes of one drag take effect at the update where the drag began.
        """
        if self.history.merges(merge_key):
            old = self.history.past[-1][0]
        else:
            old, self._began = self.experiment, self._moment()
        return changed if self._began is None else continued(old, changed, self._began)
