"""The column of settings: the networks, what they share, and how they learn."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.exchange.lessons import LessonState
from ui.exchange.preferences import Preferences
from ui.exchange.requests import Requests
from ui.look.theme import Theme
from ui.panels.controls.basic import RATE, basic_network_rows, hidden_changes, rate_row
from ui.panels.controls.buttons import Buttons
from ui.panels.controls.functions import with_functions
from ui.panels.controls.lesson import lesson_rows
from ui.panels.controls.parts import layer_rows, learning_rows
from ui.panels.controls.rows import data_rows, more_network_rows, own_rows, rows_of
from ui.panels.panel import Panel
from ui.widgets.entry_field import finish_typing
from ui.widgets.form import Form, chain_tabs
from ui.widgets.lane_tabs import LaneTabs
from ui.widgets.plain import PlainLabel
from ui.widgets.section import Section
from ui.widgets.typed_rows import ask_table
from vgsim.compute.traces.trace import Watch
from vgsim.describe.spec import MAX_LANES, Experiment, Lane
from vgsim.describe.title import titled
from vgsim.words.language import tr


class ControlsPanel(Panel):
    """Tabs for the networks and their settings, shared settings, and the buttons of learning."""

    name = "controls"
    title = tr("Controls")

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._experiment: Experiment | None = None
        self._all = False  # whether all settings are shown
        self._only: tuple[str, ...] | None = None  # those that a step of a lesson leaves visible
        self._shown: Lane | None = None  # the lane whose settings are shown
        self._shown_layer = 0  # the layer whose settings are shown
        self._lane = 0  # index of the lane whose settings are shown
        # the watched lane; may be ahead of `_lane` until its experiment arrives
        self._watched_lane = 0
        self._watched = 1  # the watched layer
        self.ask_table: Callable[[QWidget], str] = ask_table  # can be replaced by tests
        self.tabs = LaneTabs()
        self.network, self.remedies, self.more = Form(), Form(), Form()
        self.data, self.learning = Form(), Form()
        self.remedies_section = Section(tr("Normalization, skips, dropout"), self.remedies)
        self.layer = Form()
        self.layer_section = Section(tr("Selected layer"), self.layer)
        self.section = Section(tr("Output, loss, precision"), self.more)
        self.own = Form()
        self.own_section = Section(tr("Own seed, data, optimizer"), self.own)
        self.learning_section = Section(tr("Optimizer, schedule, clipping"), self.learning)
        self.shared = _heading(tr("All networks"))
        self.buttons = Buttons()
        self._layout = QVBoxLayout(self)
        for widget in (
            self.tabs, self.network, self.remedies_section, self.layer_section, self.section,
            self.own_section, self.shared, self.data, self.learning_section, self.buttons,
        ):  # fmt: skip
            self._layout.addWidget(widget)
        self._layout.addStretch(1)
        self._sections = (
            self.remedies_section, self.layer_section, self.section, self.own_section,
            self.learning_section,
        )  # fmt: skip
        self._forms = (  # from top to bottom
            self.network, self.remedies, self.layer, self.more, self.own, self.data, self.learning,
        )  # fmt: skip
        self._connect()
        self.show_preferences(Preferences())

    def _connect(self) -> None:
        self.layer.changed.connect(self._edit_layer)
        self.layer.refused.connect(self._refuse)
        for form in (self.network, self.remedies, self.more, self.own):
            form.changed.connect(self._edit_lane)
            form.refused.connect(self._refuse)
        for form in (self.data, self.learning):
            form.changed.connect(self._edit_shared)
            form.refused.connect(self._refuse)
        self.data.pressed.connect(lambda _: self.requests.document.new_seed())
        self.tabs.selected.connect(self._select)
        self.tabs.add.connect(self.requests.document.add_lane)
        self.tabs.copy.connect(self._copy)
        self.tabs.remove.connect(self._remove)
        self.tabs.linked.connect(self.requests.document.set_linked)
        self.buttons.run.clicked.connect(self.requests.learner.run)
        self.buttons.rewind.clicked.connect(lambda: self.requests.learner.rewind())
        self.buttons.new_seed.clicked.connect(lambda: self.requests.document.new_seed())
        self.buttons.reset.clicked.connect(lambda: self.requests.reset())
        self.buttons.all_settings.connect(
            lambda: self.requests.window.preferred.toggle_all_settings()
        )
        for form in self._forms:
            form.arranged.connect(self._chain)

    def _chain(self) -> None:
        """Set the tab order from top to bottom: networks, settings, buttons."""
        heads = {section.content: section.button for section in self._sections}
        chain = self.tabs.chain()
        for form in self._forms:
            chain += [heads[form]] if form in heads else []
            chain += form.chain()
        chain_tabs([*chain, *self.buttons.chain()])

    # values

    def show_experiment(self, experiment: Experiment) -> None:
        known_lanes = self._experiment.lanes if self._experiment is not None else ()
        if not {lane.identity for lane in known_lanes} & {
            lane.identity for lane in experiment.lanes
        }:  # another document
            self.data.settle()
            self.learning.settle()
        self._experiment = experiment
        self._lane = min(self._watched_lane, len(experiment.lanes) - 1)
        before, self._shown = self._shown, experiment.lanes[self._lane]
        if before is None or before.identity is not self._shown.identity:
            for form in (self.network, self.remedies, self.layer, self.more, self.own):
                form.settle()
        titles = [titled(experiment, index) for index in range(len(experiment.lanes))]
        known = len(self.tabs.bar.tabs)
        self.tabs.show_lanes(titles, self._lane, MAX_LANES)
        if len(titles) != known:
            self._chain()
        self._show_lane()
        self._show_shared()
        self.buttons.show_changed(hidden_changes(experiment))
        several = len(experiment.lanes) > 1
        self.shared.setText(tr("All networks") if several else tr("Data and learning"))

    def show_preferences(self, preferences: Preferences) -> None:
        """Show all settings, or only the basic ones."""
        finish_typing()
        self._all = preferences.all_settings
        self.buttons.show_preferences(preferences)
        self._show_parts()

    def show_lesson(self, state: LessonState) -> None:
        """Show only the settings that the step of a lesson needs."""
        only = state.controls
        if only != self._only:
            finish_typing()
            self._only = only
            self._show_parts()

    def row_of(self, path: str) -> QWidget | None:
        """The visible row of a setting; None: it has none."""
        rows = (form.rows.get(path) for form in self._forms if form.isVisible())
        return next((row for row in rows if row is not None), None)

    def _show_parts(self) -> None:
        everything = self._all and self._only is None
        self.tabs.show_buttons(everything)
        self.buttons.setVisible(self._only is None)
        for widget in (*self._sections, self.shared):
            widget.setVisible(everything)
        if self._experiment is not None:
            self._show_lane()
            self._show_shared()

    def show_watch(self, watch: Watch) -> None:
        """Show the settings of the watched network and layer."""
        if (watch.lane, watch.layer) == (self._watched_lane, self._watched):
            return
        finish_typing()  # it belongs to the network shown before
        moved = watch.lane != self._lane
        self._watched_lane, self._watched = watch.lane, watch.layer
        if moved and self._experiment is not None:
            self.show_experiment(self._experiment)
        else:
            self._show_layer()

    def _show_layer(self) -> None:
        if self._experiment is None:
            return
        network = self._experiment.lanes[self._lane].network
        recurrent = network.cell != "none"
        everything = self._all and self._only is None
        self.layer_section.setVisible(everything and not recurrent)
        self.remedies_section.setVisible(everything and not recurrent)
        if recurrent:
            return
        layer = min(self._watched, network.depth)
        if layer != self._shown_layer:
            self._shown_layer = layer
            self.layer.settle()
        self.layer_section.set_title(tr("Selected layer: {layer}", layer=layer))
        self.layer.show_rows(with_functions(layer_rows(network, layer), self._experiment))

    def show_running(self, running: bool) -> None:
        self.buttons.show_running(running)

    def show_linked(self, linked: bool) -> None:
        self.tabs.set_linked(linked)

    def show_theme(self, theme: Theme) -> None:
        margin = theme.spacing
        self._layout.setContentsMargins(margin, margin // 2, margin, margin)
        self._layout.setSpacing(theme.spacing // 2)
        for widget in (*self._sections, *self._forms, self.tabs, self.buttons):
            widget.set_theme(theme)
        self._align()

    def _align(self) -> None:
        """Align the labels of all forms."""
        widest = max(form.label_width() for form in self._forms)
        for form in self._forms:
            form.set_least_label(widest)

    # requests

    def _show_lane(self) -> None:
        if self._experiment is not None:
            lane = self._experiment.lanes[self._lane]
            network = lane.network
            own = rows_of(network, "network") if self._all else basic_network_rows(lane)
            if self._only is not None:
                own = lesson_rows(self._experiment, self._lane, self._only)[0]
            self.network.show_rows(with_functions(own, self._experiment))
            self.remedies.show_rows(rows_of(network, "remedies"))
            self.more.show_rows(more_network_rows(self._experiment, self._lane))
            self.own.show_rows(own_rows(self._experiment, self._lane))
            self._show_layer()

    def _show_shared(self) -> None:
        """Show what all networks share; of the basic settings, the learning rate of this one."""
        experiment = self._experiment
        assert experiment is not None
        rate = rate_row(experiment, experiment.lanes[self._lane])
        shared = data_rows(experiment) if self._all else rate
        if self._only is not None:
            shared = lesson_rows(experiment, self._lane, self._only)[1]
        self.data.show_rows(shared)
        self.learning.show_rows(learning_rows(experiment))
        self._align()

    def _select(self, lane: int) -> None:
        finish_typing()
        if self._experiment is not None:
            self.requests.select(self._experiment.lanes[lane], self._watched)

    def _copy(self) -> None:
        if self._experiment is not None:
            self.requests.copy_lane(self._experiment.lanes[self._lane])

    def _remove(self) -> None:
        if self._experiment is not None:
            self.requests.remove_lane(self._experiment.lanes[self._lane])

    def _edit_lane(self, key: str, value: object, gesture: str) -> None:
        if self._experiment is not None:
            merge_key = f"lanes.{self._lane}.{key} {gesture}"
            self.requests.edit_lane(self._experiment.lanes[self._lane], key, value, merge_key)

    def _edit_layer(self, key: str, value: object, gesture: str) -> None:
        assert self._experiment is not None
        lane = self._experiment.lanes[self._lane]
        layer = min(self._watched, lane.network.depth)
        name = key.removeprefix("layer.")
        merge_key = f"{(self._lane, layer, name)} {gesture}"
        self.requests.edit_layer(lane, layer, name, value, merge_key)

    def _edit_shared(self, key: str, value: object, gesture: str) -> None:
        if (key, value) == ("data.name", "csv"):
            self._choose_table()
        elif key == "data.path":
            self.requests.document.offer_table(str(value or ""))
        elif key == RATE and not self._all and self._has_own_rate():
            self._edit_lane(key, value, gesture)
        else:
            self.requests.document.edit(key, value, f"{key} {gesture}")

    def _has_own_rate(self) -> bool:
        assert self._experiment is not None
        return self._experiment.lanes[self._lane].training is not None

    def _choose_table(self) -> None:
        """Ask for a table and preview it; if the user cancels, show the old data again."""
        path = self.ask_table(self)
        if path:
            self.requests.document.offer_table(path)
        elif self._experiment is not None:
            self._show_shared()

    def _refuse(self, sentence: str) -> None:
        self.requests.document.refuse(sentence)


def _heading(text: str) -> PlainLabel:
    label = PlainLabel(text)
    label.setProperty("role", "section")
    return label
