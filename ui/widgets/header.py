"""The header: current scenario and its note, buttons for columns and themes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton

from ui.look.icons import show_icon
from ui.look.theme import THEMES, Theme, font
from ui.widgets.choice import ChoiceBox, Option
from ui.widgets.elided import ElidedLabel, in_lines
from ui.widgets.plain import PlainLabel, set_tooltip
from ui.widgets.segments import Segments
from vgsim.words.language import tr
from vgsim.words.stages import STAGES

# theme -> text, name and tooltip of its button
_THEMES = {
    "light": (tr("Light"), tr("Light theme"), tr("Light colors (Ctrl+T)")),
    "dark": (tr("Dark"), tr("Dark theme"), tr("Dark colors (Ctrl+T)")),
    "projector": (tr("Projector"), tr("Projector theme"), tr("Projector colors (Ctrl+T)")),
}


class Header(QFrame):
    """Chooses the scenario and the theme; shows the scenario's note."""

    scenario_chosen = Signal(object)  # index of the scenario
    theme_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self._shown = (True, True)
        self.label = PlainLabel(tr("Scenario"))
        self.label.setProperty("role", "section")
        self.scenarios = ChoiceBox(name=tr("Scenario"))
        set_tooltip(self.scenarios, tr("Example experiments, each showing one effect"))
        self.scenarios.setPlaceholderText(tr("Your own experiment"))
        self.note = ElidedLabel("muted")
        self.controls = _toggle(tr("Controls"), tr("Show or hide the column of controls (F9)"))
        self.diagrams = _toggle(tr("Diagrams"), tr("Show or hide the column of diagrams (F10)"))
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self.controls)
        self._layout.addWidget(self.label)
        self._layout.addWidget(self.scenarios)
        self._layout.addWidget(self.note, 1)
        self.stage = Segments(
            tr("Stage"),
            (
                ("network", STAGES["network"], tr("Signals and gradients, layer by layer (1)")),
                ("curves", STAGES["curves"], tr("Activation functions and derivatives, large (2)")),
                ("both", STAGES["both"], tr("The network above, the curves below (3)")),
            ),
        )
        self.stage.show_key("network")
        self._layout.addWidget(self.stage)
        self._layout.addSpacing(12)
        self.themes: dict[str, QToolButton] = {}
        for name in THEMES:
            button = QToolButton()
            text, title, help_text = _THEMES[name]
            button.setText(text)
            button.setProperty("role", "flat")
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setAccessibleName(title)
            set_tooltip(button, help_text)
            button.clicked.connect(self._calling(name))
            self._layout.addWidget(button)
            self.themes[name] = button
        self._layout.addWidget(self.diagrams)
        self.scenarios.chosen.connect(self.scenario_chosen)

    def show_scenarios(self, entries: Sequence[tuple[str, str, str]]) -> None:
        """Set the scenarios: (title, text, group); the list has a heading for each group."""
        options: list[Option] = []
        named = ""
        for index, (title, words, group) in enumerate(entries):
            if group != named:
                options.append(Option(group, group, heading=True))
                named = group
            options.append(Option(index, title, in_lines(words)))
        self.scenarios.set_options(options)
        self._fit()

    def _fit(self) -> None:
        """Make the list wide enough for the longest title, within limits."""
        if self._theme is None:
            return
        measured = QFontMetrics(font(self._theme)).horizontalAdvance
        titles = (self.scenarios.itemText(k) for k in range(self.scenarios.count()))
        widest = max((measured(title) for title in titles), default=0)
        width = min(max(widest, measured("n" * 20)), measured("n" * 30))
        self.scenarios.setFixedWidth(width + 2 * self._theme.control_height)

    @property
    def gap(self) -> int:
        """The space between two controls."""
        return self._layout.spacing()

    def show_scenario(self, index: int | None, note: str) -> None:
        """Show the current scenario and its note; None: the user's own experiment or file."""
        self.scenarios.set_key(index)
        self.note.show_text(note)

    def show_columns(self, controls: bool, diagrams: bool) -> None:
        """Show which columns are visible next to the networks."""
        self._shown = (controls, diagrams)
        self._draw_icons()

    def set_theme(self, theme: Theme) -> None:
        self._layout.setContentsMargins(theme.spacing, 2, theme.spacing, 2)
        self._layout.setSpacing(theme.spacing)
        self.themes[theme.name].setChecked(True)
        self._theme = theme
        self._draw_icons()
        self._fit()

    def _draw_icons(self) -> None:
        if self._theme is None:
            return
        size = round(self._theme.control_height * 0.7)
        for button, side, shown in zip(
            (self.controls, self.diagrams), ("left", "right"), self._shown, strict=True
        ):
            name = f"{'' if shown else 'no_'}{side}_column"
            show_icon(button, name, self._theme.text, size)

    def _calling(self, name: str) -> Callable[[], None]:
        def clicked() -> None:
            self.theme_chosen.emit(name)

        return clicked


def _toggle(text: str, help_text: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("role", "flat")
    button.setAccessibleName(text)
    set_tooltip(button, help_text)
    return button
