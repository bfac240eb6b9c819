"""Where everything stands, and who is told what: the only place that knows all panels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QMainWindow,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui import theme as themes
from ui.actions import fill_menus, guard_keys, make_actions
from ui.board import Board
from ui.dialogs.apart import apart
from ui.panels import Entry
from ui.panels.panel import Panel
from ui.settings import Settings
from ui.stage import Stage
from ui.theme import Theme
from ui.widgets.column import Column
from ui.widgets.header import Header
from ui.widgets.later import Later
from ui.widgets.notice import Notice
from ui.widgets.status import Status

SHARES = (19, 53, 28)  # of the window's width: controls, networks, diagrams
ROWS = (32, 42, 26)  # of its height: activation, gradient flow, learning and inspector
LEAST = 640, 480


class MainWindow(QMainWindow):
    """The window. It is shown nearly empty first; `add_panel` fills it."""

    painted = Signal()  # once, after the first paint

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("vgsim")
        self.setMinimumSize(*LEAST)
        self.board = Board(self)
        self.targets: dict[str, object] = {"window": self}
        self._painted = self._dressed = False
        self._base, self._theme = theme, theme.scaled(0)
        self.before_close: Callable[[], bool] = lambda: True  # may refuse
        self.limits: Callable[[], QDialog] | None = None  # makes a dialog, once there is learning
        self.actions_by_id: dict[str, QAction] = make_actions(self, self.call)
        self.header, self.notice = Header(), Notice()
        self.left, self.center = Column(), QWidget()
        self.right, self.tabs = QSplitter(Qt.Orientation.Vertical), QTabWidget()
        self.views = QTabWidget()  # what a unit is: its activation, its cell
        self._apart: dict[str, QDialog] = {}  # panels in windows of their own
        self._cell: Panel | Later | None = None
        self._kind = False, False  # whether a network is recurrent, has gates
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.placeholder = QLabel("Building two networks …")
        self.status = Status()
        self.shares: tuple[int, ...] = SHARES  # of the width, as a person left them
        self._build()
        self.stage = Stage(self, (self.left, self.header, self.menuBar(), self.status))
        self.targets["stage"] = self.stage
        self.header.controls.clicked.connect(self.toggle_controls)
        self.header.diagrams.clicked.connect(self.toggle_details)
        for column in (self.left, self.right):
            column.setVisible(theme.name != themes.PROJECTOR.name)
        self._show_columns()

    # construction

    def _build(self) -> None:
        self.scenario_menu = self.menuBar().addMenu("&Scenarios")
        self.recent_menu = fill_menus(self.menuBar(), self.actions_by_id)
        for widget in (self.tabs, self.tabs.tabBar()):
            widget.setAccessibleName("Learning and inspector")
        for widget in (self.views, self.views.tabBar()):
            widget.setAccessibleName("Activation and cell")
        self.views.setTabBarAutoHide(True)
        self.views.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its bar takes the keys, if shown
        self.center.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.center.setAccessibleName("Networks")
        self.placeholder.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.placeholder.setProperty("role", "muted")
        self._center = QVBoxLayout(self.center)
        self._center.setContentsMargins(0, 0, 0, 0)
        self._center.setSpacing(0)
        self._center.addWidget(self.placeholder, 1)
        for column in (self.left, self.center, self.right):
            self.columns.addWidget(column)
        self.columns.setChildrenCollapsible(False)
        self.right.setChildrenCollapsible(False)
        self.columns.setStretchFactor(1, 1)
        self.columns.splitterMoved.connect(self._shares_moved)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.notice)
        layout.addWidget(self.columns, 1)
        self.setCentralWidget(page)
        self.setStatusBar(self.status)

    def place(self, settings: Settings) -> None:
        """Stand where the window stood last, if that is on a screen."""
        screen = QApplication.primaryScreen().availableGeometry()
        if len(settings.window) == 4:
            x, y, width, height = settings.window
            self.resize(max(width, LEAST[0]), max(height, LEAST[1]))
            if QApplication.screenAt(self.rect().translated(x, y).center()) is not None:
                self.move(x, y)
        else:
            self.resize(round(screen.width() * 0.92), round(screen.height() * 0.9))
            self.setWindowState(Qt.WindowState.WindowMaximized)
        if settings.maximized:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self._divide(settings.columns)

    def _divide(self, columns: tuple[int, ...]) -> None:
        """Take over shares of the width, unless they leave the networks no room."""
        if len(columns) == 3 and min(columns) > 0 and columns[1] * 3 >= sum(columns):
            self.shares = columns
        self._share_columns()

    def _share_columns(self) -> None:
        total, whole = max(self.width(), 1), sum(self.shares)
        self.columns.setSizes([total * share // whole for share in self.shares])

    def _shares_moved(self) -> None:
        """Remember what a person chose; large type and hidden columns are no choice."""
        if all(size > 0 for size in self.columns.sizes()):
            self.shares = tuple(self.columns.sizes())

    def share_rows(self) -> None:
        """Divide the right column among its panels; once they are all there."""
        self.right.setSizes([self.height() * share // 100 for share in ROWS])

    def add_panel(self, entry: Entry) -> None:
        """Put a panel, or a place for it, where it belongs and let it hear and speak."""
        if entry.waits[0]:
            later = Later(*entry.waits, entry.get, entry.lines)
            later.built.connect(self.board.join)
            self._put(entry.place, later)
        else:
            panel = entry.get()()
            self._put(entry.place, panel)
            self.board.add(panel)

    def _put(self, place: str, panel: Panel | Later) -> None:
        if place == "left":
            self.left.setWidget(panel)
        elif place == "center":
            self.placeholder.hide()
            self._center.addWidget(panel, 1 if panel.name == "network" else 0)
        elif place == "right":
            self.right.addWidget(panel)
        elif place == "apart":
            self._apart[panel.name] = apart(panel, panel.title, self)
        elif place == "views":
            if self.right.indexOf(self.views) < 0:
                self.right.insertWidget(0, self.views)
            if panel.name == "cell":
                self._cell = panel  # its tab is there while a network is recurrent
                panel.hide()
                self.show_kind(*self._kind)
            else:
                self.views.addTab(panel, panel.title)
        else:
            if self.right.indexOf(self.tabs) < 0:
                self.right.addWidget(self.tabs)
            self.tabs.addTab(panel, panel.title)

    def show_kind(self, recurrent: bool, gated: bool) -> None:
        """Offer the view of a cell only where there is one, and first where it has gates."""
        self._kind = recurrent, gated
        if self._cell is None:
            return
        index = self.views.indexOf(self._cell)
        if recurrent and index < 0:
            self.views.addTab(self._cell, self._cell.title)
            if gated:
                self.views.setCurrentWidget(self._cell)
        elif not recurrent and index >= 0:
            self.views.removeTab(index)

    def call(self, target: str, arguments: tuple[Any, ...] = ()) -> object:
        """Do what an action says: "session.undo"."""
        receiver, method = target.split(".")
        if receiver != "stage":
            self.stage.lift_curtain()
        if receiver not in self.targets:
            return None  # nothing to act on yet: the window is just starting
        return getattr(self.targets[receiver], method)(*arguments)

    # theme

    @Slot(object)
    def set_theme(self, theme: Theme) -> None:
        self._make_room(theme)
        self._base = theme
        self.stage.theme = theme.name
        self._dress()
        self._share_columns()  # large type has pushed the columns

    def _make_room(self, theme: Theme) -> None:
        """Large type needs the columns' room; they come back with other themes, by F9 and F10."""
        large = theme.name == themes.PROJECTOR.name
        if large != (self._base.name == themes.PROJECTOR.name):
            for column in (self.left, self.right):
                column.setVisible(not large)
            self._show_columns()
        self._share_columns()

    def _dress(self) -> None:
        """Fit the theme's sizes to the window, and show it if they changed."""
        theme = self._base.scaled(self.height())
        if theme == self._theme and self._dressed:
            return
        self._theme, self._dressed = theme, True
        themes.apply(_application(), theme)
        self.setFont(themes.font(theme))  # a style sheet keeps widgets from following the others
        for widget in (self.header, self.notice):
            widget.set_theme(theme)
        self.board.dress(theme)

    # events

    def rest(self) -> None:
        """Give the keys back to the animation."""
        self.center.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        return guard_keys(event) or super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._dress()
        self._share_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.stage.lift_curtain()
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.before_close():
            event.accept()
        else:
            event.ignore()

    # what the menu calls

    def toggle_controls(self) -> None:
        self.left.setVisible(self.left.isHidden())
        self._show_columns()

    def toggle_details(self) -> None:
        self.right.setVisible(self.right.isHidden())
        self._show_columns()

    def _show_columns(self) -> None:
        self.header.show_columns(not self.left.isHidden(), not self.right.isHidden())

    def show_shortcuts(self) -> None:
        from ui.dialogs.shortcuts import ShortcutsDialog

        self._open(ShortcutsDialog(self))

    def show_apart(self, name: str) -> None:
        """Open the window of a panel that has one of its own, or bring it to the front."""
        dialog = self._apart.get(name)
        if dialog is not None:
            dialog.show()
            dialog.raise_()
            dialog.activateWindow()

    def show_limits(self) -> None:
        if self.limits is not None:
            self._open(self.limits())

    def show_about(self) -> None:
        from ui.dialogs.about import about_dialog

        self._open(about_dialog(self, self.status.engine))

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application
