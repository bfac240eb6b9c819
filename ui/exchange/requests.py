"""What panels, canvases, dialogs and actions may ask for.

A picture may be older than the document: networks may have been removed, added or replaced since
it was computed. A request about one network therefore names it by the `Lane` that was shown, never
by its place. A request that comes too late says so and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # the first paint does not wait for what these bring
    from collections.abc import Sequence

    from ui.exchange.window import WindowRequests
    from ui.widgets.formats import Format
    from vgsim.advice.changes import Changes
    from vgsim.advice.suggest import Question
    from vgsim.compute.learning.seeds import Seeds
    from vgsim.compute.traces.evidence import Break
    from vgsim.describe.goal import Goal
    from vgsim.describe.spec import Experiment, Lane, NetworkSpec
    from vgsim.theory.comparison import Comparison
    from vgsim.theory.diagram import Plane


class DocumentRequests(Protocol):
    """Requests about the experiment as a whole. A change that is refused changes nothing."""

    def edit(self, path: str, value: Any, merge_key: str | None = None) -> None:
        """Change one setting, such as "training.learning_rate".

        Changes in a row with the same `merge_key` (those of one drag) are undone together.
        """

    def add_lane(self) -> None:
        """Add a copy of the last network with the next activation."""

    def new_seed(self) -> None:
        """Draw other initial weights and batches for all networks."""

    def set_linked(self, linked: bool) -> None:
        """Have every change made in all networks, or only in the one it names."""

    def undo(self) -> None:
        """Take back the last change."""

    def redo(self) -> None:
        """Make the change again that was taken back last."""

    def offer_table(self, path: str) -> None:
        """Show the user's own table (CSV) before it is learned from."""

    def refuse(self, sentence: str) -> None:
        """Tell the user in one sentence why something typed was not accepted."""


class LearnerRequests(Protocol):
    """Requests about learning."""

    @property
    def goal(self) -> Goal:
        """Where learning stops by itself."""

    @property
    def memory(self) -> int:
        """How many bytes may be spent on the way back."""

    def run(self, running: bool) -> None:
        """Let the networks learn, or stop them."""

    def toggle_run(self) -> None:
        """Let the networks learn if they do not, else stop them."""

    def step_update(self, direction: int) -> None:
        """Go one update on (1) or back (-1) from the pass on the screen."""

    def rewind(self) -> None:
        """Go back to the same initial weights."""

    def play_past(self) -> None:
        """Replay all updates so far as a film, or end the film."""

    def set_goal(self, goal: Goal) -> None:
        """Have learning stop there by itself."""

    def set_memory(self, memory: int) -> None:
        """Spend at most so many bytes on the way back."""


class PlayerRequests(Protocol):
    """Requests about the animation of a pass."""

    def toggle(self) -> None:
        """Play, or pause."""

    def step_phase(self, direction: int) -> None:
        """Go one phase on (1) or back (-1)."""

    def step_layer(self, direction: int) -> None:
        """Go one layer, or one time step, on (1) or back (-1)."""

    def to_start(self) -> None:
        """Go before the first layer."""

    def to_end(self) -> None:
        """Go after the last update."""

    def seek(self, position: float) -> None:
        """Pause at a position of the pass, as `vgsim.play.timeline.Timeline` counts it."""

    def set_seconds(self, seconds: float) -> None:
        """Play a whole pass in so many seconds."""

    def faster(self) -> None:
        """Take less time per pass."""

    def slower(self) -> None:
        """Take more time per pass."""


class StudyRequests(Protocol):
    """Long computations beside the window. None ends the one of its kind."""

    def survey(self, plane: Plane | None) -> None:
        """Compute a plane of networks."""

    def compare(self, wanted: Comparison | None) -> None:
        """Run an experiment with many activations."""

    def spread(self, wanted: Seeds | None) -> None:
        """Run an experiment with many seeds."""

    def suggest(self, wanted: Question | None) -> None:
        """Find out what helps a network."""


class ViewerRequests(Protocol):
    """Requests about what is looked at."""

    def set_sample(self, sample: int | None) -> None:
        """Look at one example of the batch; None: at the mean of all."""

    def set_level(self, level: int | None) -> None:
        """Look at one level of a recurrent network over time; None: at none."""

    def set_costly(self, viewer: str, names: frozenset[str]) -> None:
        """Have measures computed that are computed only while a panel, `viewer`, shows them."""


class FileRequests(Protocol):
    """Requests about files. Each asks the user for a name where it needs one."""

    def open(self) -> None:
        """Open a scenario file."""

    def save(self) -> bool:
        """Save the experiment; whether it is on the disk now."""

    def save_as(self) -> bool:
        """Save the experiment as another file; whether it is on the disk now."""

    def export(self, name: str, formats: Sequence[Format]) -> None:
        """Save a table or a picture; `name`, without a suffix, is suggested as its file's name."""


class PictureRequests(Protocol):
    """Requests about the picture of the whole window."""

    def copy_window(self) -> None:
        """Put it on the clipboard."""

    def save_window(self) -> None:
        """Save it; the user is asked where, and as what."""


class Requests(Protocol):
    """Everything that may be asked for: by part, and here what names a network."""

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

    def select(
        self, lane: Lane, layer: int, unit: int | None = None, source: int | None = None
    ) -> None:
        """Look at a layer, a unit of it, the unit's weight from unit `source` of the one before."""

    def edit_lane(self, lane: Lane, name: str, value: Any, merge_key: str | None = None) -> None:
        """Change a setting of one network: "network.depth"."""

    def edit_layer(
        self, lane: Lane, layer: int, name: str, value: Any, merge_key: str | None = None
    ) -> None:
        """Change what one hidden layer of a network has by itself: "activation"."""

    def edit_weight(
        self, lane: Lane, layer: int, unit: int, source: int | None, value: float
    ) -> None:
        """Set a weight, or with source None a bias, as of the pass on the screen."""

    def take_remedy(self, lane: Lane, shown: Experiment, changes: Changes, label: str) -> None:
        """Take a suggestion that was made for the network, its data and training as shown."""

    def add_remedy(self, lane: Lane, shown: Experiment, changes: Changes, label: str) -> None:
        """Try such a suggestion on a copy of the network."""

    def branch(self, lane: Lane) -> None:
        """Add a network that is this one up to the pass on the screen, and select it."""

    def add_network(self, lane: Lane, network: NetworkSpec) -> None:
        """Add another network beside this one."""

    def copy_lane(self, lane: Lane) -> None:
        """Add one more network like this one."""

    def remove_lane(self, lane: Lane) -> None:
        """Take this network away."""

    def move(self, plane: Plane, x: float, y: float, merge_key: str | None = None) -> None:
        """Give the network of a plane the settings of this point of the plane."""

    def go_to(self, step: int, shown: Experiment) -> None:
        """Be at an update of the networks that were shown; learning stops."""

    def replay(self, broken: Break, shown: Experiment) -> None:
        """Show the updates that led to a break, one by one."""

    def go_on_slower(self, broken: Break, shown: Experiment) -> None:
        """Learn on from before a break, at a tenth of the rate."""

    def copy_selected(self) -> None:
        """Add one more network like the selected one."""

    def remove_selected(self) -> None:
        """Take the selected network away."""

    def reset(self) -> None:
        """Go back to the experiment as it was opened, and to its first pass."""
