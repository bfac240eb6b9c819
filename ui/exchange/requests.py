"""The requests that panels, canvases, dialogs and actions can make.

A picture may be older than the document: networks may have been removed, added or replaced since it
was computed. A request about one network therefore names it by the `Lane` that was shown, never by
its index. A request that comes too late shows a message and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # keeps slow imports out of the way of the first paint
    from collections.abc import Sequence

    from ui.exchange.exports import PictureRequests, SharingRequests
    from ui.exchange.lessons import LessonRequests
    from ui.exchange.window import WindowRequests
    from ui.widgets.formats import FileFormat
    from vgsim.advice.changes import Changes
    from vgsim.advice.suggestion import HelpRequest
    from vgsim.compute.learning.seeds import Seeds
    from vgsim.compute.traces.evidence import Break
    from vgsim.describe.goal import Goal
    from vgsim.describe.spec import Experiment, Lane, NetworkSpec, OwnActivation
    from vgsim.theory.comparison import Comparison
    from vgsim.theory.diagram import Plane


class DocumentRequests(Protocol):
    """Requests about the experiment as a whole. A refused change leaves it unchanged."""

    def edit(self, path: str, value: Any, merge_key: str | None = None) -> None:
        """Change one setting, such as "training.learning_rate".

        Consecutive changes with the same `merge_key` (those of one drag) are undone together.
        """

    def compare_activation(self, activation: str, shown: bool) -> None:
        """Show a function next to those of the networks, or no longer."""

    def tune(
        self, activation: str, parameter: str, value: float, merge_key: str | None = None
    ) -> None:
        """Set a parameter of a function that is compared."""

    def add_function(self, function: OwnActivation, lane: int | None = None) -> None:
        """Add an own activation, and use it in the network with this index if one is given."""

    def change_function(
        self, name: str, function: OwnActivation, merge_key: str | None = None
    ) -> None:
        """Put another function in the place of an own one, wherever it is used."""

    def remove_function(self, name: str) -> None:
        """Remove an own activation that no network uses."""

    def set_stage(self, stage: str) -> None:
        """Note what the middle of the window shows; it is saved with the experiment."""

    def add_lane(self) -> None:
        """Add a copy of the last network with the next activation."""

    def new_seed(self) -> None:
        """Draw other initial weights and batches for all networks."""

    def set_linked(self, linked: bool) -> None:
        """Link the networks, so that a change applies to all of them, or unlink them."""

    def undo(self) -> None:
        """Undo the last change."""

    def redo(self) -> None:
        """Redo the change that was undone last."""

    def offer_table(self, path: str) -> None:
        """Preview the user's own table (CSV) before it is used as data."""

    def refuse(self, sentence: str) -> None:
        """Show the user in one sentence why an input was not accepted."""


class LearnerRequests(Protocol):
    """Requests about learning."""

    @property
    def goal(self) -> Goal:
        """The condition at which learning stops by itself."""

    @property
    def memory(self) -> int:
        """Maximum memory, in bytes, for the snapshots that lead back to earlier updates."""

    def run(self, running: bool) -> None:
        """Start or stop training."""

    def toggle_run(self) -> None:
        """Start training, or stop it if it runs."""

    def step_update(self, direction: int) -> None:
        """Go one update forward (1) or back (-1) from the pass on the screen."""

    def rewind(self) -> None:
        """Return to the initial weights."""

    def toggle_replay(self) -> None:
        """Replay training so far, or end the replay."""

    def set_goal(self, goal: Goal) -> None:
        """Set the condition at which learning stops by itself."""

    def set_memory(self, memory: int) -> None:
        """Set the maximum memory, in bytes, for the snapshots that lead back to earlier updates."""


class PlayerRequests(Protocol):
    """Requests about the animation of a pass."""

    def toggle(self) -> None:
        """Play or pause."""

    def step_phase(self, direction: int) -> None:
        """Go one phase forward (1) or back (-1)."""

    def step_layer(self, direction: int) -> None:
        """Go one layer, or one time step, forward (1) or back (-1)."""

    def to_start(self) -> None:
        """Go to the start of the pass."""

    def to_end(self) -> None:
        """Go to the end of the pass."""

    def seek(self, position: float) -> None:
        """Pause at a position of the pass, as `vgsim.play.timeline.Timeline` counts it."""

    def set_seconds(self, seconds: float) -> None:
        """Set how many seconds a whole pass takes."""

    def faster(self) -> None:
        """Take less time per pass."""

    def slower(self) -> None:
        """Take more time per pass."""


class StudyRequests(Protocol):
    """Long computations in the background. None ends the current one of its kind."""

    def compute_plane(self, plane: Plane | None) -> None:
        """Compute a plane of networks."""

    def compare(self, wanted: Comparison | None) -> None:
        """Run an experiment with many activations."""

    def spread(self, wanted: Seeds | None) -> None:
        """Run an experiment with many seeds."""

    def suggest(self, wanted: HelpRequest | None) -> None:
        """Search for changes that help a network, for the diagnosis."""

    def advise(self, wanted: HelpRequest | None) -> None:
        """Search for changes that help a network, for the coach."""


class ViewerRequests(Protocol):
    """Requests about what is watched: lane, layer, unit, example, measures."""

    def set_example(self, example: int | None) -> None:
        """Watch one example of the batch; None: the mean of all."""

    def set_level(self, level: int | None) -> None:
        """Watch one level of a recurrent network over time; None: no level."""

    def set_costly(self, viewer: str, names: frozenset[str]) -> None:
        """Set the costly measures that a panel, `viewer`, shows: only these are computed."""


class FileRequests(Protocol):
    """Requests about files. They open a file dialog where they need a name."""

    def new(self) -> None:
        """Start with one network that has the default settings."""

    def open(self) -> None:
        """Open a scenario file."""

    def save(self) -> bool:
        """Save the experiment. Returns whether it was written."""

    def save_as(self) -> bool:
        """Save the experiment as another file. Returns whether it was written."""

    def export(self, name: str, formats: Sequence[FileFormat]) -> None:
        """Save a table or a picture; `name` is the suggested file name without extension."""


class ScenarioRequests(Protocol):
    """Requests about the scenarios that are shipped with the program."""

    def browse(self) -> None:
        """Show all of them, and the user's own recent files, with pictures."""

    def step(self, direction: int) -> None:
        """Open the next (1) or the previous (-1) one."""

    def open_first(self) -> None:
        """Open the one with which the program starts."""


class Requests(Protocol):
    """All requests: grouped by receiver, and those about one network directly."""

    @property
    def document(self) -> DocumentRequests: ...
    @property
    def learner(self) -> LearnerRequests: ...
    @property
    def player(self) -> PlayerRequests: ...
    @property
    def studies(self) -> StudyRequests: ...
    @property
    def viewer(self) -> ViewerRequests: ...
    @property
    def files(self) -> FileRequests: ...
    @property
    def window(self) -> WindowRequests: ...
    @property
    def pictures(self) -> PictureRequests: ...
    @property
    def sharing(self) -> SharingRequests: ...
    @property
    def scenarios(self) -> ScenarioRequests: ...
    @property
    def lessons(self) -> LessonRequests: ...

    def select(
        self, lane: Lane, layer: int, unit: int | None = None, source: int | None = None
    ) -> None:
        """Watch a layer, one of its units, or the unit's weight from unit `source` before it."""

    def edit_lane(self, lane: Lane, name: str, value: Any, merge_key: str | None = None) -> None:
        """Change a setting of one network, such as "network.depth"."""

    def edit_layer(
        self, lane: Lane, layer: int, name: str, value: Any, merge_key: str | None = None
    ) -> None:
        """Change a setting of one hidden layer, such as "activation"."""

    def edit_weight(
        self, lane: Lane, layer: int, unit: int, source: int | None, value: float
    ) -> None:
        """Set a weight (a bias if `source` is None) at the update of the pass on the screen."""

    def take_remedy(self, lane: Lane, shown: Experiment, changes: Changes, label: str) -> None:
        """Apply a suggestion that was made for the network, its data and training as shown."""

    def add_remedy(self, lane: Lane, shown: Experiment, changes: Changes, label: str) -> None:
        """Apply such a suggestion to a copy of the network."""

    def branch(self, lane: Lane) -> None:
        """Add a copy of this network as it was in the pass on the screen, and select it."""

    def add_network(self, lane: Lane, network: NetworkSpec) -> None:
        """Add another network, with the data and training of this one, as the last one."""

    def copy_lane(self, lane: Lane) -> None:
        """Duplicate this network; the copy becomes the last one."""

    def remove_lane(self, lane: Lane) -> None:
        """Remove this network."""

    def move(self, plane: Plane, x: float, y: float, merge_key: str | None = None) -> None:
        """Give the plane's network the settings of this point of the plane."""

    def go_to(self, step: int, shown: Experiment) -> None:
        """Stop learning and go to this update of the networks that were shown."""

    def replay(self, broken: Break, shown: Experiment) -> None:
        """Replay the updates that led to a break."""

    def continue_slower(self, broken: Break, shown: Experiment) -> None:
        """Continue from before a break with a tenth of the learning rate."""

    def copy_selected(self) -> None:
        """Duplicate the selected network."""

    def remove_selected(self) -> None:
        """Remove the selected network."""

    def reset(self) -> None:
        """Return to the experiment as it was opened, and to its first pass."""
