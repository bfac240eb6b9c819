"""The column of settings: the networks, what they share, and how they learn."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.exchange.requests import Requests
from ui.look.theme import Theme
from ui.panels.controls.parts import layer_rows, learning_rows
from ui.panels.controls.rows import data_rows, more_network_rows, own_rows, rows_of
from ui.panels.panel import Panel
from ui.widgets.form import Form, ask_table, chain_tabs
from ui.widgets.lane_tabs import LaneTabs
from ui.widgets.plain import PlainLabel, set_tooltip
from ui.widgets.section import Section
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
        self._shown: Lane | None = None  # the lane whose settings are shown
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
        self.run = _button(tr("Run"), tr("Start or stop training (R)"), "primary")
        self.run.setCheckable(True)
        self.rewind = _button(tr("Rewind"), tr("Go back to the same initial weights (Ctrl+R)"))
        self.new_seed = _button(
            tr("New seed"), tr("New initial weights, new batches (Ctrl+Shift+R)")
        )
        self.reset = _button(tr("Reset"), tr("Go back to the experiment as it was opened (Alt+R)"))
        self._buttons = QGridLayout()
        for place, button in enumerate((self.run, self.rewind, self.new_seed, self.reset)):
            self._buttons.addWidget(button, place // 2, place % 2)
            self._buttons.setColumnStretch(place % 2, 1)
        self._layout = QVBoxLayout(self)
        for widget in (
            self.tabs, self.network, self.remedies_section, self.layer_section, self.section,
            self.own_section, self.shared, self.data, self.learning_section,
        ):  # fmt: skip
            self._layout.addWidget(widget)
        self._layout.addLayout(self._buttons)
        self._layout.addStretch(1)
        self._forms = (  # from top to bottom
            self.network, self.remedies, self.layer, self.more, self.own, self.data, self.learning,
        )  # fmt: skip
        self._connect()

    def _connect(self) -> None:
        self.layer.changed.connect(self._edit_layer)
        self.layer.refused.connect(self._refuse)
        for form in (self.network, self.remedies, self.more, self.own):
            form.changed.connect(self._edit_lane)
            form.refused.connect(self._refuse)
        for form in (self.data, self.learning):
            form.changed.connect(self._edit_shared)
            form.refused.connect(self._refuse)
        self.tabs.selected.connect(self._select)
        self.tabs.add.connect(self.requests.document.add_lane)
        self.tabs.copy.connect(self._copy)
        self.tabs.remove.connect(self._remove)
        self.tabs.linked.connect(self.requests.document.set_linked)
        self.run.clicked.connect(self.requests.learner.run)
        self.rewind.clicked.connect(lambda: self.requests.learner.rewind())
        self.new_seed.clicked.connect(lambda: self.requests.document.new_seed())
        self.reset.clicked.connect(lambda: self.requests.reset())

        for form in self._forms:
            form.arranged.connect(self._chain)

    def _chain(self) -> None:
        """Set the tab order from top to bottom: networks, settings, buttons."""
        sections = (
            self.remedies_section, self.layer_section, self.section, self.own_section,
            self.learning_section,
        )  # fmt: skip
        heads = {section.content: section.button for section in sections}
        chain = self.tabs.chain()
        for form in self._forms:
            chain += [heads[form]] if form in heads else []
            chain += form.chain()
        chain_tabs([*chain, self.run, self.rewind, self.new_seed, self.reset])

    # values

    def show_experiment(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._lane = min(self._watched_lane, len(experiment.lanes) - 1)
        before, self._shown = self._shown, experiment.lanes[self._lane]
        if before is not None and before.identity is not self._shown.identity:
            self._forget_typing()
        titles = [titled(experiment, index) for index in range(len(experiment.lanes))]
        known = len(self.tabs.bar.tabs)
        self.tabs.show_lanes(titles, self._lane, MAX_LANES)
        if len(titles) != known:
            self._chain()
        self._show_lane()
        self.data.show_rows(data_rows(experiment))
        self.learning.show_rows(learning_rows(experiment))
        self._align()
        several = len(experiment.lanes) > 1
        self.shared.setText(tr("All networks") if several else tr("Data and learning"))

    def show_watch(self, watch: Watch) -> None:
        """Show the settings of the watched network and layer."""
        if (watch.lane, watch.layer) == (self._watched_lane, self._watched):
            return
        self._finish_typing()
        moved = watch.lane != self._lane
        self._watched_lane, self._watched = watch.lane, watch.layer
        if moved and self._experiment is not None:
            self.show_experiment(self._experiment)
        else:
            self._show_layer()

    def _finish_typing(self) -> None:
        """Commit text being typed, because it belongs to the network shown before."""
        field = self._typed_field()
        if field is not None:
            field.clearFocus()

    def _forget_typing(self) -> None:
        """Discard text being typed, because its network is no longer shown."""
        field = self._typed_field()
        if field is not None:
            field.setModified(False)

    def _typed_field(self) -> QLineEdit | None:
        focused = QApplication.focusWidget()
        inside = isinstance(focused, QLineEdit) and self.isAncestorOf(focused)
        return focused if isinstance(focused, QLineEdit) and inside else None

    def _show_layer(self) -> None:
        if self._experiment is None:
            return
        network = self._experiment.lanes[self._lane].network
        recurrent = network.cell != "none"
        self.layer_section.setVisible(not recurrent)
        self.remedies_section.setVisible(not recurrent)
        if recurrent:
            return
        layer = min(self._watched, network.depth)
        self.layer_section.set_title(tr("Selected layer: {layer}", layer=layer))
        self.layer.show_rows(layer_rows(network, layer))

    def show_running(self, running: bool) -> None:
        self.run.setChecked(running)
        self.run.setText(tr("Stop") if running else tr("Run"))

    def show_linked(self, linked: bool) -> None:
        self.tabs.set_linked(linked)

    def show_theme(self, theme: Theme) -> None:
        margin = theme.spacing
        self._layout.setContentsMargins(margin, margin // 2, margin, margin)
        self._layout.setSpacing(theme.spacing // 2)
        self._buttons.setSpacing(theme.spacing // 2)
        for widget in (
            self.tabs, self.network, self.remedies_section, self.remedies, self.layer_section,
            self.layer, self.section, self.more,
            self.own_section, self.own, self.data, self.learning_section, self.learning,
        ):  # fmt: skip
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
            network = self._experiment.lanes[self._lane].network
            self.network.show_rows(rows_of(network, "network"))
            self.remedies.show_rows(rows_of(network, "remedies"))
            self.more.show_rows(more_network_rows(self._experiment, self._lane))
            self.own.show_rows(own_rows(self._experiment, self._lane))
            self._show_layer()

    def _select(self, lane: int) -> None:
        self._finish_typing()
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
        else:
            self.requests.document.edit(key, value, f"{key} {gesture}")

    def _choose_table(self) -> None:
        """Ask for a table and preview it; if the user cancels, show the old data again."""
        path = self.ask_table(self)
        if path:
            self.requests.document.offer_table(path)
        elif self._experiment is not None:
            self.data.show_rows(data_rows(self._experiment))

    def _refuse(self, sentence: str) -> None:
        self.requests.document.refuse(sentence)


def _heading(text: str) -> PlainLabel:
    label = PlainLabel(text)
    label.setProperty("role", "section")
    return label


def _button(text: str, help_text: str, role: str = "") -> QPushButton:
    button = QPushButton(text)
    set_tooltip(button, help_text)
    button.setAccessibleName(text)
    if role:
        button.setProperty("role", role)
    return button
