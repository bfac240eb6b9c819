"""The columns of controls, networks and diagrams, whose widths the user can change."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

SHARES = (19, 53, 28)  # fractions of the window's width, in percent: controls, networks, diagrams
LESSON = (26, 48, 26)  # while a lesson is in the first column
LARGE = (24, 38, 38)  # in large type, where only one column at a time is shown next to the networks


class Columns(QSplitter):
    """A splitter in which the networks get the width that the other columns leave."""

    def __init__(self, left: QWidget, center: QWidget, right: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._left, self._right = left, right
        self.shares: tuple[int, ...] = SHARES
        self._lesson = False  # whether a lesson is open
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

    def divide(self, shares: tuple[int, ...]) -> None:
        """Set relative widths, unless they leave less than a third to the networks."""
        if len(shares) == 3 and min(shares) > 0 and shares[1] * 3 >= sum(shares):
            self.shares = shares
        self.share()

    def share(self) -> None:
        """Divide the width as chosen; the networks get that of hidden columns."""
        shares = LARGE if self.large else LESSON if self._lesson else self.shares
        total, whole = max(self.window().width(), 1), sum(shares)
        sizes = [total * share // whole for share in shares]
        sizes[1] = total - sum(sizes[2 * k] for k, shown in enumerate(self.shown) if shown)
        self.setSizes(sizes)

    def show_large(self, large: bool) -> None:
        """Switch large type on or off: hide both columns, or show them again."""
        if large != self.large:
            self.large = large
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

    def _moved(self) -> None:
        """Remember the widths the user chose, except in large type or with hidden columns."""
        own = not (self.large or self._lesson)
        if all(size > 0 for size in self.sizes()) and own:
            self.shares = tuple(self.sizes())
