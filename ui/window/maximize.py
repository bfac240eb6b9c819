"""Maximizes one panel within the columns and the stage."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QSplitter, QSplitterHandle, QTabWidget, QWidget

from ui.panels.panel import Panel
from ui.widgets.choice import ChoiceBox
from ui.window.columns import Columns
from ui.window.side_panels import SidePanels, Slot


class Maximize(QObject):
    """Hides what is around a panel, and shows it again.

    Nothing is moved: the panel keeps its place, and its neighbors are hidden.
    """

    def __init__(self, columns: Columns, right: SidePanels) -> None:
        """Set the columns within which a panel can be maximized, and the one with tabs."""
        super().__init__(columns)
        self._columns = columns
        self._hidden: list[QWidget] = []
        for part in (right.views, right.tabs):
            part.tabBarDoubleClicked.connect(self._tab_clicked)

    @property
    def active(self) -> bool:
        """Whether a panel is maximized."""
        return bool(self._hidden)

    def toggle(self) -> None:
        """Maximize the panel that is pointed at, or else the focused one; or undo that."""
        if not self.restore():
            panel = self._panel_of(QApplication.widgetAt(QCursor.pos()))
            self.maximize(panel or self._panel_of(QApplication.focusWidget()))

    def maximize(self, panel: QWidget | None) -> None:
        """Hide everything around a panel, except its neighbors' tabs and the controls below."""
        inner = panel
        while inner is not None and inner is not self._columns:
            outer = inner.parentWidget()
            if isinstance(outer, QSplitter | Slot):
                self._hide_around(inner, outer)
            inner = outer

    def restore(self) -> bool:
        """Show everything again. Returns whether something was maximized."""
        if not self.active:
            return False
        for widget in self._hidden:
            widget.show()
        self._hidden = []
        return True

    def _hide_around(self, inner: QWidget, outer: QWidget) -> None:
        for child in outer.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            keep = child is inner or isinstance(child, QSplitterHandle | ChoiceBox)
            if not keep and not child.isHidden():
                self._hidden.append(child)
                child.hide()

    def _panel_of(self, widget: QWidget | None) -> QWidget | None:
        """The panel in the columns that contains a widget."""
        while widget is not None and not isinstance(widget, Panel):
            widget = widget.parentWidget()
        return widget if widget is not None and self._columns.isAncestorOf(widget) else None

    def _tab_clicked(self, index: int) -> None:
        part = self.sender()
        if not self.restore() and isinstance(part, QTabWidget) and index >= 0:
            self.maximize(part.widget(index))
