"""The header: current scenario and its note, buttons for columns and themes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton

from ui.look.icons import show_icon
from ui.look.theme import PROJECTOR, THEMES, Theme
from ui.widgets.note import ScenarioNote
from ui.widgets.plain import set_tooltip
from ui.widgets.scenario_button import ScenarioButton
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
    """Names the scenario with its note; buttons for stage, theme and columns."""

    theme_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self._shown = (True, True)
        self.scenarios, self.note = ScenarioButton(), ScenarioNote()
        self.controls = _toggle(tr("Controls"), tr("Show or hide the column of controls (F9)"))
        self.diagrams = _toggle(tr("Diagrams"), tr("Show or hide the column of diagrams (F10)"))
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self.controls)
        self._layout.addWidget(self.scenarios)
        self._layout.addWidget(self.note, 1)
        self.stage = Segments(
            tr("Stage"),
            (
                ("network", STAGES["network"], tr("Signals and gradients, layer by layer (1)")),
                ("curves", STAGES["curves"], tr("Activation functions and derivatives, large (2)")),
                ("both", STAGES["both"], tr("The network above, the curves below (3)")),
                ("gallery", STAGES["gallery"], tr("All activation functions on one page (4)")),
            ),
        )
        self.stage.show_key("network")
        self._layout.addWidget(self.stage)
        self.themes: dict[str, QToolButton] = {}
        together = QHBoxLayout()
        self._layout.addLayout(together)
        together.setSpacing(0)
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
            together.addWidget(button)
            self.themes[name] = button
        self._layout.addWidget(self.diagrams)

    def show_scenario(self, title: str, text: str, source: str) -> None:
        """Show title and text of what is open; no title: the user's own experiment or file."""
        self.scenarios.show_title(title, shared=bool(text))
        self.note.show_text(text, source)

    @property
    def gap(self) -> int:
        """The space between two controls."""
        return self._layout.spacing()

    def show_columns(self, controls: bool, diagrams: bool) -> None:
        """Show which columns are visible next to the networks."""
        self._shown = (controls, diagrams)
        self._draw_icons()

    def set_theme(self, theme: Theme) -> None:
        """Draw icons and text in the colors and sizes of a theme, whose button is pressed."""
        self._layout.setContentsMargins(theme.spacing, 2, theme.spacing, 2)
        narrow = theme.name == PROJECTOR.name  # its type is large: titles need the room
        self._layout.setSpacing(theme.spacing // 2 if narrow else theme.spacing)
        self.themes[theme.name].setChecked(True)
        self._theme = theme
        self.scenarios.set_theme(theme)
        self.note.set_theme(theme)
        self._draw_icons()

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
