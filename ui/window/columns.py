"""The columns of controls, networks and diagrams, whose widths the user can change."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from ui.window.sizes import Sizes

# part -> its fraction of the window's width, in percent; in large type, where only one column at a
# time is shown next to the networks
DESKTOP = {"controls": 19, "lesson": 26, "diagrams": 28}
LARGE = {"controls": 24, "lesson": 24, "diagrams": 38}
MOST = 0.66  # of the width, for both columns together


class Columns(QSplitter):
    """A splitter in which the networks get the width that the other columns leave."""

    def __init__(self, left: QWidget, center: QWidget, right: QWidget, sizes: Sizes) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._left, self._right, self._sizes = left, right, sizes
        self._lesson = False  # whether a lesson is in the first column
        self.large = False  # in large type there is room for only one column next to the networks
        for column in (left, center, right):
            self.addWidget(column)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(1, 1)
        self.splitterMoved.connect(self._moved)

    @property
    def controls(self) -> bool:
        """Whether the column of controls is visible."""
        return not self._left.isHidden()

    @property
    def diagrams(self) -> bool:
        """Whether the column of diagrams is visible."""
        return not self._right.isHidden()

    @property
    def shown(self) -> tuple[bool, bool]:
        """Whether the columns of controls and of diagrams are visible."""
        return self.controls, self.diagrams

    def share(self) -> None:
        """Divide the width as chosen; the networks get that of hidden columns."""
        total = max(self.window().width(), 1)
        wanted = [
            self._share_of(part) if shown else 0.0
            for part, shown in zip(self._parts(), self.shown, strict=True)
        ]
        smaller = min(1.0, MOST / max(sum(wanted), 1e-9))
        left, right = (round(total * smaller * each) for each in wanted)
        self.setSizes([left, total - left - right, right])

    def _parts(self) -> tuple[str, str]:
        return ("lesson" if self._lesson else "controls"), "diagrams"

    def _share_of(self, part: str) -> float:
        """The fraction of the width for a column."""
        own = self._sizes.of(part, 2)
        return own[0] / sum(own) if own else (LARGE if self.large else DESKTOP)[part] / 100

    def show_large(self, large: bool) -> None:
        """Switch large type on or off: hide both columns, or show them again."""
        if large != self.large:
            self.large = self._sizes.large = large
            for column in (self._left, self._right):
                column.setVisible(not large)
        self.share()

    def show_lesson(self, open_: bool) -> None:
        """Give the first column the width of a lesson's text, or its own again."""
        if open_ != self._lesson:
            self._lesson = open_
            self.share()

    def show_only(self, controls: bool, diagrams: bool) -> None:
        """Show or hide both columns."""
        self._left.setVisible(controls)
        self._right.setVisible(diagrams)
        self.share()

    def toggle(self, right: bool) -> None:
        """Show or hide a column; in large type the other one is hidden to save width."""
        columns = self._left, self._right
        column, other = columns[right], columns[not right]
        column.setVisible(column.isHidden())
        if self.large and not column.isHidden():
            other.hide()
        self.share()

    def show_diagrams(self) -> None:
        """Show the column of diagrams if it is hidden."""
        if not self.diagrams:
            self.toggle(right=True)

    def _moved(self, position: int, handle: int) -> None:
        """Remember the width of the column next to the handle that the user moved."""
        size, whole = self.sizes()[0 if handle == 1 else 2], self.window().width()
        self._sizes.note(self._parts()[handle - 1], (size, whole - size))
