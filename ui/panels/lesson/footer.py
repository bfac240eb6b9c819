"""The buttons of the way through a lesson."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from ui.exchange.lessons import LessonRequests, LessonState
from ui.look.theme import Theme
from ui.widgets.plain import set_tooltip
from vgsim.words.language import tr


class Footer(QWidget):
    """Back, Next, Do it for me, Leave, what the ring marks and, in large type, Text."""

    def __init__(self, lessons: LessonRequests) -> None:
        super().__init__()
        self.back = _button(tr("Back"), tr("The step before (Page Up)"))
        self.next = _button(tr("Next"), tr("The next step (Page Down)"), "primary")
        self.redo = _button(
            tr("Do it for me"), tr("Set everything as this step means it, and play it")
        )
        self.leave = _button(
            tr("Leave"), tr("Leave the lesson; your own experiment comes back as it was")
        )
        self.look = _button(tr("Look here"), tr("Bring the keyboard to what the ring marks"))
        self.whole = _button(tr("Text"), tr("Show the whole text of the step, or only its title"))
        self.whole.setCheckable(True)
        self._ring = 0  # the ring that Look here goes to next
        self._rings = 0
        self._last = False  # whether this is the last step
        self.back.clicked.connect(lambda: lessons.page(-1))
        self.next.clicked.connect(lambda: lessons.finish() if self._last else lessons.page(1))
        self.redo.clicked.connect(lambda: lessons.show_again())
        self.leave.clicked.connect(lambda: lessons.leave())
        self.look.clicked.connect(lambda: self._point(lessons))
        self._grid = QGridLayout(self)
        self._large: bool | None = None

    def show_theme(self, theme: Theme) -> None:
        side = theme.spacing
        self._grid.setContentsMargins(side, side // 2, side, side // 2)
        self._grid.setSpacing(side // 2)

    def show_large(self, large: bool, *, whole: bool) -> None:
        """In large type all buttons stand in one row."""
        self.whole.setChecked(whole)
        if large == self._large:
            return
        self._large = large
        row = (self.back, self.next, self.redo, self.look, self.whole, self.leave)
        for place, button in enumerate(row):
            self._grid.removeWidget(button)
            if large:
                self._grid.addWidget(button, 0, place)
        self._grid.setColumnStretch(len(row), 1 if large else 0)
        if not large:
            below = (self.redo, self.look)
            for line, buttons in enumerate(((self.back, self.next, self.leave), below)):
                for place, button in enumerate(buttons):
                    self._grid.addWidget(button, line, place)
        self.whole.setVisible(large)

    def show_state(self, state: LessonState) -> None:
        """Allow what this step allows."""
        self._last = state.index >= state.count - 1
        self.back.setEnabled(state.index > 0)
        self.next.setText(tr("Finish") if self._last else tr("Next"))
        rings = len(state.step.show.look) if state.step is not None else 0
        if rings != self._rings:
            self._rings, self._ring = rings, 0
        self.look.setVisible(rings > 0)
        self.redo.setText(tr("Start again") if state.in_challenge else tr("Do it for me"))

    def _point(self, lessons: LessonRequests) -> None:
        """Go to one ring after the other."""
        if self._rings:
            lessons.point(self._ring)
            self._ring = (self._ring + 1) % self._rings


def _button(text: str, help_text: str, role: str = "") -> QPushButton:
    button = QPushButton(text)
    set_tooltip(button, help_text)
    if role:
        button.setProperty("role", role)
    return button
