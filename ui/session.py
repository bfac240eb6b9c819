"""The one object that changes: wishes come in as methods, values go out as signals."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from ui.player import Player
from ui.theme import THEMES
from ui.worker import Failure, Result, Training, Wish, Worker
from vgsim.cli.files import ScenarioError, note_in, open_scenario, save_scenario
from vgsim.compute.trace import Watch
from vgsim.describe.edit import add_lane, copy_lane, edit, edit_weight, link, remove_lane, use_table
from vgsim.describe.errors import SpecError
from vgsim.describe.fields import field_of
from vgsim.describe.history import History
from vgsim.describe.spec import Experiment, WeightEdit
from vgsim.parts.tables import TableError
from vgsim.play.playback import Playback

SEEDS = 10_000  # a new seed is short enough to be read aloud


class Session(QObject):
    """What is asked for, what is computed, and which instant of it is shown."""

    experiment_changed = Signal(object)  # Experiment
    trace_changed = Signal(object)  # Trace: the pass on the screen
    live_changed = Signal(object)  # Trace: the newest pass of networks that learn
    frame_changed = Signal(object)  # Frame
    watch_changed = Signal(object)  # Watch
    playback_changed = Signal(object)  # Playback; not for a mere new position
    running_changed = Signal(bool)
    rate_changed = Signal(float)  # updates a second
    message = Signal(str, str)  # severity ("bad", "note", "" to clear), one sentence
    refused = Signal(str, str)  # path, every fault of a file that was not opened
    unsaved = Signal(str, str)  # path, why it was not saved
    theme_changed = Signal(object)  # Theme
    history_changed = Signal()
    linked_changed = Signal(bool)

    def __init__(
        self,
        experiment: Experiment,
        trainer: Callable[[Experiment, Watch], Training],
        theme: str = "light",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.history = History(experiment)
        self.path = ""
        self.note = ""  # what the file or the scenario says about itself
        self.linked = False
        self.theme = THEMES[theme]
        self.watch = Watch()
        self.player = Player(self)
        self.player.trace_changed.connect(self.trace_changed)
        self.player.frame_changed.connect(self.frame_changed)
        self.player.playback_changed.connect(self.playback_changed)
        self.rate = 0.0
        self._opened = self._saved = self._good = experiment
        self._wish = Wish(experiment, self.watch)
        self._shown = -1  # Wish.show of the trace on the screen
        self._answered = 0  # Wish.move of the newest trace
        self._worker = Worker(trainer)
        self._worker.arrived.connect(self._collect, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin to compute and to play."""
        self._worker.start()
        self._worker.ask(self._wish)

    def close(self) -> bool:
        """Stop the clock and the thread; whether the thread is gone."""
        self.player.stop()
        return self._worker.stop()

    @property
    def experiment(self) -> Experiment:
        return self.history.present

    @property
    def opened(self) -> Experiment:
        """What `reset` goes back to."""
        return self._opened

    @property
    def playback(self) -> Playback:
        return self.player.playback

    @property
    def running(self) -> bool:
        return self._wish.running

    @property
    def modified(self) -> bool:
        return self.experiment != self._saved

    # the experiment

    def edit(self, path: str, value: Any, merge_key: str | None = None) -> None:
        """Change one setting; in all lanes when they are linked. A refusal changes nothing."""
        change = link if self.linked and path.startswith("lanes.") else edit
        label = field_of(path).label
        self._change(lambda: change(self.experiment, path, value), label, merge_key)

    def edit_weight(
        self, lane: int, layer: int, unit: int, source: int | None, value: float,
        merge_key: str | None = None,
    ) -> None:  # fmt: skip
        """Set a weight, or with source None a bias, as of the pass on the screen."""
        wish = WeightEdit(self._step_shown(), layer, unit, source, value)
        self._change(lambda: edit_weight(self.experiment, lane, wish), "weight", merge_key)

    def use_table(self, path: str) -> None:
        """Learn from the user's own table (CSV)."""
        self._change(lambda: use_table(self.experiment, path), "Data")

    def refuse(self, sentence: str) -> None:
        """Say why something typed was not taken."""
        self.message.emit("bad", sentence)

    def add_lane(self) -> None:
        self._change(lambda: add_lane(self.experiment), "add a network")

    def copy_lane(self, lane: int) -> None:
        self._change(lambda: copy_lane(self.experiment, lane), "copy a network")

    def remove_lane(self, lane: int) -> None:
        self._change(lambda: remove_lane(self.experiment, lane), "remove a network")

    def new_seed(self) -> None:
        """Other initial weights and batches for all lanes."""
        self.edit("seed", secrets.randbelow(SEEDS))

    def set_linked(self, linked: bool) -> None:
        if linked != self.linked:
            self.linked = linked
            self.linked_changed.emit(linked)

    def undo(self) -> None:
        self._adopt(self.history.undo())

    def redo(self) -> None:
        self._adopt(self.history.redo())

    def end_gesture(self) -> None:
        """The next change is a step of its own to undo."""
        self.history = self.history.sealed()

    def reset(self) -> None:
        """Back to what was opened, at rest before its first layer."""
        self.run(False)
        self._adopt(self.history.push(self._opened, "reset"))
        self.rewind()
        self.to_start()

    def load(self, experiment: Experiment, path: str = "", note: str = "") -> None:
        """Show another experiment, with a history of its own."""
        self.run(False)
        self.path, self.note = path, note
        self._opened = self._saved = experiment
        self.watch = Watch(sample=self.watch.sample)
        self._adopt(History(experiment))
        self.rewind()
        self.to_start()
        self.watch_changed.emit(self.watch)

    def open(self, path: str) -> None:
        """Open a scenario file; a bad one leaves everything as it is."""
        try:
            experiment, note = open_scenario(Path(path)), note_in(Path(path))
        except (ScenarioError, SpecError) as error:
            self.refused.emit(path, str(error))
        else:
            self.load(experiment, path, note)
            self.message.emit("note", f"Opened {Path(path).name}.")

    def save(self, path: str) -> bool:
        """Save the experiment; whether it is on the disk now."""
        try:
            save_scenario(Path(path), self.experiment, self.note)
        except ScenarioError as error:
            self.unsaved.emit(path, str(error))
            return False
        self.path, self._saved = path, self.experiment
        self.history_changed.emit()
        self.message.emit("note", f"Saved {Path(path).name}.")
        return True

    # what is looked at

    def select(self, lane: int, layer: int, unit: int | None = None) -> None:
        self._look(replace(self.watch, lane=lane, layer=layer, unit=unit))

    def set_sample(self, sample: int | None) -> None:
        self._look(replace(self.watch, sample=sample))

    def set_theme(self, name: str) -> None:
        self.theme = THEMES[name]
        self.theme_changed.emit(self.theme)

    # learning

    def run(self, running: bool) -> None:
        """Let the networks learn, or stop them."""
        if running != self._wish.running:
            self._ask(running=running)
            self.running_changed.emit(running)
            if not running:
                self._set_rate(0.0)

    def toggle_run(self) -> None:
        self.run(not self._wish.running)

    def step_update(self, direction: int) -> None:
        """One update on or back from the pass on the screen."""
        waiting = self._wish.move != self._answered
        step = self._wish.step if waiting else self._step_shown()
        if step + direction >= 0:
            self.run(False)
            self._go(step + direction)

    def rewind(self) -> None:
        """Back to the same initial weights."""
        self.run(False)
        self._go(0)

    def engine_ready(self) -> None:
        """Compute everything again, faster, with the kernels that are ready now."""
        self._ask(engine=self._wish.engine + 1)

    # the animation

    def toggle(self) -> None:
        if self.playback.playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        self.player.set_playback(self.playback.play(self.player.timeline))

    def pause(self) -> None:
        self.player.set_playback(replace(self.playback, playing=False))

    def step_phase(self, direction: int) -> None:
        self.player.set_playback(self.playback.step_phase(self.player.timeline, direction))

    def step_layer(self, direction: int) -> None:
        self.player.set_playback(self.playback.step_layer(self.player.timeline, direction))

    def to_start(self) -> None:
        self.player.set_playback(self.playback.to_start())

    def to_end(self) -> None:
        self.player.set_playback(self.playback.to_end(self.player.timeline))

    def seek(self, position: float) -> None:
        """Stand at a position of the pass, at rest."""
        place = self.player.timeline.clipped(position)
        self.player.set_playback(replace(self.playback, position=place, playing=False, rested=0.0))

    def set_seconds(self, seconds: float) -> None:
        self.player.set_playback(self.playback.at_speed(seconds))

    def faster(self) -> None:
        self.player.set_playback(self.playback.faster())

    def slower(self) -> None:
        self.player.set_playback(self.playback.slower())

    # from here on private

    def _change(
        self, change: Callable[[], Experiment], label: str, merge_key: str | None = None
    ) -> None:
        try:
            experiment = change()
        except SpecError as error:
            self.message.emit("bad", str(error))
            self.experiment_changed.emit(self.experiment)  # controls show what holds
            return
        if experiment != self.experiment:
            self._adopt(self.history.push(experiment, label, merge_key))

    def _adopt(self, history: History) -> None:
        """Make a history the present one and have its experiment computed."""
        if history is self.history:
            return
        self.history = history
        lanes = len(self.experiment.lanes)
        if self.watch.lane >= lanes:
            self.watch = replace(self.watch, lane=lanes - 1, unit=None)
            self.watch_changed.emit(self.watch)
        self.message.emit("", "")
        self.experiment_changed.emit(self.experiment)
        self.history_changed.emit()
        self._ask(experiment=self.experiment, show=self._wish.show + 1)

    def _look(self, watch: Watch) -> None:
        if watch != self.watch:
            self.watch = watch
            self.watch_changed.emit(watch)
            self._ask(show=self._wish.show + 1)

    def _go(self, step: int) -> None:
        self._ask(move=self._wish.move + 1, step=step, show=self._wish.show + 1)

    def _ask(self, **changes: Any) -> None:
        self._wish = replace(self._wish, watch=self.watch, **changes)
        self._worker.ask(self._wish)

    @Slot()
    def _collect(self) -> None:
        outcome = self._worker.collect()
        if isinstance(outcome, Failure):
            self._failed(outcome)
        elif outcome is not None:
            self._arrived(outcome)

    def _arrived(self, result: Result) -> None:
        """Hand on a pass; one that answers a wish is to be seen at once."""
        at_once = result.wish.show > self._shown
        self._shown, self._answered = result.wish.show, result.wish.move
        self._good = result.wish.experiment
        self.player.offer(result.trace, at_once=at_once)
        self.live_changed.emit(result.trace)
        self._set_rate(result.rate if self.running else 0.0)

    def _failed(self, failure: Failure) -> None:
        """The user's mistake: say it and go back to what worked. Ours: let the hooks report it."""
        self.run(False)
        if isinstance(failure.error, SpecError | TableError | OSError | MemoryError):
            text = str(failure.error) or "This experiment does not fit into the memory."
            if failure.wish is not None and failure.wish.experiment == self.experiment:
                self._back_to_good()
            self.message.emit("bad", text)
        else:
            raise failure.error

    def _back_to_good(self) -> None:
        if self._good != self.experiment:
            undone = self.history.undo()
            back = undone.present == self._good
            self._adopt(undone if back else self.history.push(self._good, "take back"))

    def _set_rate(self, rate: float) -> None:
        if rate != self.rate:
            self.rate = rate
            self.rate_changed.emit(rate)

    def _step_shown(self) -> int:
        return self.player.trace.step if self.player.trace else 0
