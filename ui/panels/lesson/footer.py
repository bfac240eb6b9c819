"""The buttons of the way through a lesson."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from ui.exchange.lessons import LessonRequests, LessonState
from ui.look.theme import Theme
from ui.widgets.plain import set_tooltip
from ui.widgets.push_button import push_button
from vgsim.words.language import tr

BACK = tr("The step before (Page Up)")
LEAST = 3  # buttons in a row if there is no room for all
FEWEST = 2  # however narrow the panel is


class Footer(QWidget):
    """Back, Next, Do it for me, Leave, what the ring marks and, in large type, Text."""

    def __init__(self, lessons: LessonRequests) -> None:
        super().__init__()
        self.back = push_button(tr("Back"), BACK)
        self.next = push_button(tr("Next"), tr("The next step (Page Down)"), "primary")
        self.redo = push_button(
            tr("Do it for me"), tr("Set everything as this step needs it, and play it")
        )
        self.leave = push_button(
            tr("Leave"), tr("Leave the lesson; your own experiment comes back as it was")
        )
        self.look = push_button(
            tr("Look here"), tr("Move the keyboard focus to what the ring marks")
        )
        self.whole = push_button(
            tr("Text"), tr("Show the whole text of the step, or only its title")
        )
        self.whole.setCheckable(True)
        self._ring = 0  # the ring that Look here goes to next
        self._rings = 0
        self._last = False  # whether this is the last step
        self._large = False
        self._placed: tuple[object, ...] = ()
        self.back.clicked.connect(lambda: lessons.page(-1))
        self.next.clicked.connect(lambda: lessons.finish() if self._last else lessons.page(1))
        self.redo.clicked.connect(lambda: lessons.show_again())
        self.leave.clicked.connect(lambda: lessons.leave())
        self.look.clicked.connect(lambda: self._point(lessons))
        self._grid = QGridLayout(self)
        for button in (self.back, self.next, self.redo, self.leave, self.look, self.whole):
            button.setParent(self)  # a button without a parent would be shown as a window
        self._arrange()

    def show_theme(self, theme: Theme) -> None:
        side = theme.spacing
        self._grid.setContentsMargins(side, side // 2, side, side // 2)
        self._grid.setSpacing(side // 2)
        self._arrange()

    def show_large(self, large: bool, *, whole: bool) -> None:
        """In large type there is a button for the text."""
        self.whole.setChecked(whole)
        self._large = large
        self._arrange()

    def show_state(self, state: LessonState) -> None:
        """Allow what this step allows."""
        self._last = state.index >= state.count - 1
        first = state.index == 0
        self.back.setEnabled(not first)
        set_tooltip(self.back, tr("This is the first step") if first else BACK)
        self.next.setText(tr("Finish") if self._last else tr("Next"))
        rings = len(state.step.show.look) if state.step is not None else 0
        if rings != self._rings:
            self._rings, self._ring = rings, 0
        self.redo.setText(tr("Start again") if state.in_challenge else tr("Do it for me"))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _shown(self) -> list[QPushButton]:
        """The buttons that are there now."""
        shown = [self.back, self.next, self.redo, self.leave]
        shown += [self.look] if self._rings else []
        return [*shown, self.whole] if self._large else shown

    @property
    def row_width(self) -> int:
        """The width in pixels that all buttons need in one row."""
        return self._needed(len(self._shown()))

    def _needed(self, columns: int) -> int:
        """The width in pixels that the buttons need in this many columns."""
        widths = [each.sizeHint().width() for each in self._shown()]
        gaps = self._grid.spacing() * (columns - 1) + 2 * self._grid.contentsMargins().left()
        return sum(max(widths[column::columns]) for column in range(columns)) + gaps

    def _arrange(self) -> None:
        """Place the buttons in one row if they fit, otherwise three or two in a row."""
        shown = self._shown()
        possible = len(shown), LEAST
        columns = next((each for each in possible if self._needed(each) <= self.width()), FEWEST)
        now = tuple(shown), columns
        if now == self._placed:
            return
        self._placed = now
        for button in (self.back, self.next, self.redo, self.leave, self.look, self.whole):
            self._grid.removeWidget(button)
            button.setVisible(button in shown)
        for place, button in enumerate(shown):
            self._grid.addWidget(button, place // columns, place % columns)
        for column in range(len(shown) + 1):
            self._grid.setColumnStretch(column, 1 if self._large and column == columns else 0)

    def _point(self, lessons: LessonRequests) -> None:
        """Go to one ring after the other."""
        if self._rings:
            lessons.point(self._ring)
            self._ring = (self._ring + 1) % self._rings
