"""The main window: builds the layout, and is the only place that knows all panels."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.exchange.actions import Action
from ui.exchange.menus import fill_menus, make_actions, menu_with
from ui.exchange.requests import Requests
from ui.look import theme as themes
from ui.look.looks import Looks
from ui.look.stylesheet import apply, running_application
from ui.look.theme import Theme
from ui.panels import PanelEntry
from ui.panels.panel import Panel
from ui.settings import Settings
from ui.widgets.column import ScrollColumn
from ui.widgets.entry_field import finish_typing
from ui.widgets.header import Header
from ui.widgets.notice import Notice
from ui.widgets.status import Status
from ui.window.columns import Columns
from ui.window.compact_layout import CompactLayout
from ui.window.dialog_window import DialogWindow
from ui.window.foot import Foot
from ui.window.keys import Keys
from ui.window.lesson_place import LessonPlace
from ui.window.maximize import Maximize
from ui.window.notice_place import NoticePlace
from ui.window.panel_hub import PanelHub
from ui.window.placeholder import PanelPlaceholder
from ui.window.places import put_panel
from ui.window.placing import place
from ui.window.preferred import Preferred
from ui.window.presentation import Presentation
from ui.window.side import Side
from ui.window.side_panels import SidePanels
from ui.window.sizes import Sizes
from ui.window.skeleton import Skeleton
from ui.window.stage import BOTH, NETWORK, StageArea
from vgsim.words.language import tr

LEAST = 640, 480
HIGH = 68  # label heights from which a window shows the network and the curves by default


class MainWindow(DialogWindow):
    """The window. It is shown nearly empty first; `add_panel` fills it."""

    painted = Signal()  # once, after the first paint

    def __init__(self, looks: Looks, may_close: Callable[[], bool] = lambda: True) -> None:
        """Start without panels; `may_close` is called before closing and can prevent it."""
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("vgsim")
        self.setMinimumSize(*LEAST)
        self.hub = PanelHub(self)
        self._painted = self._themed = self._crowded = False
        self.looks = looks
        looks.theme_changed.connect(self.set_theme)
        self._base, self._theme = looks.theme, looks.theme.scaled(0)
        self._may_close = may_close
        self.actions_by_id: dict[str, QAction] = make_actions(self, self.do)
        self.preferred = Preferred(self)
        self.preferred.changed.connect(self.save_height)
        self.header, self.notice = Header(), Notice()
        self.left, self.center = ScrollColumn(), QWidget()
        self.sizes = Sizes()
        self.right = SidePanels(self.sizes)
        self.stage = StageArea(self.right, self.sizes)
        self.views, self.tabs = self.right.views, self.right.tabs
        self.lesson: LessonPlace
        self.waiting: list[PanelPlaceholder] = []  # placeholders whose panels may not be built yet
        self.side = Side(self.left)
        self.columns = Columns(self.side, self.center, self.right, self.sizes)
        self.columns.show_large(self.large)
        self.status, self.foot = Status(), Foot(self.center)
        self.compact = CompactLayout(self.foot, self.status, self.stage)
        self._build()
        keys = Keys(self, self.actions_by_id, self.lesson.count_hand)
        self.preferred.changed.connect(keys.show_preferences)
        self.maximize = Maximize(self.columns, self.right)
        self.stage.changing.connect(self.maximize.restore)
        put_away = self.side, self.header, self.menuBar(), self.status
        self.presentation = Presentation(self, put_away, self.maximize.restore)
        self.header.theme_chosen.connect(looks.choose)
        self.header.controls.clicked.connect(self.toggle_controls)
        self.header.diagrams.clicked.connect(self.toggle_details)
        self.header.stage.chosen.connect(self.stage.show_part)
        self.stage.changed.connect(self.header.stage.show_key)
        self.stage.changed.connect(self.save_height)
        self.stage.splitterMoved.connect(self.save_height)
        self.status.busy_changed.connect(self.save_height)
        later = Qt.ConnectionType.QueuedConnection  # a style may just be being applied
        self.stage.resized.connect(self.save_height, later)
        self._show_columns()

    # construction

    def _build(self) -> None:
        self.recent_menu = fill_menus(self.menuBar(), self.actions_by_id, self)
        self.scenario_menu = menu_with(self.actions_by_id["browse"])
        self.center.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.center.setAccessibleName(tr("Networks"))
        self._center = QVBoxLayout(self.center)
        self._center.setContentsMargins(0, 0, 0, 0)
        self._center.setSpacing(0)
        self._center.addWidget(self.stage, 1)
        self._center.addWidget(self.foot)
        self.stage.hide()
        self.left.least_changed.connect(self.columns.share)  # the type has another width
        layout = QVBoxLayout(page := QWidget())
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.columns, 1)
        self.placeholder = Skeleton(page, self.columns, self.stage, self._theme)
        self.lesson = LessonPlace(self, self._center)
        parts = self.notice, page, self.center, self.stage, self.header
        NoticePlace(*parts, lambda: self.lesson.taken)
        self.setCentralWidget(page)
        self.setStatusBar(self.status)

    def place(self, settings: Settings) -> None:
        """Restore the last place, as far as it is on a screen."""
        place(self, settings, QSize(*LEAST))
        self.sizes.adopt(settings.sizes)
        self.columns.share()

    @Slot()
    def save_height(self) -> None:
        """Hide secondary rows before the networks get too low."""
        bars = (each for each in (self.header, self.menuBar()) if not each.isHidden())
        height = self.height() - sum(each.height() for each in bars) - self.lesson.taken
        self.foot.set_folds(self.large)
        self.compact.high = high = self.height() >= HIGH * self._theme.label_size
        self.stage.show_default(BOTH if (self.large or high) and not self._crowded else NETWORK)
        self.compact.lesson = self.lesson.open
        self.compact.coach = self.preferred.now.coach and not self.lesson.open
        self.compact.apply(self._theme, height, status=not self.presentation.presenting)
        self.stage.share(self.compact.wanted)

    def show_count(self, lanes: int) -> None:
        """Set how many networks share the height."""
        if lanes != self.compact.lanes:
            self.compact.lanes = lanes
            self.save_height()

    def show_crowded(self, crowded: bool) -> None:
        """Set whether the networks need the whole stage, unless the user has chosen."""
        self._crowded = crowded
        self.save_height()

    def serve(self, requests: Requests) -> None:
        """Set where the requests of actions and panels go."""
        self._requests = requests

    def add_panel(self, entry: PanelEntry) -> None:
        """Put a panel, or a placeholder for it, in its place; call `serve` first."""
        requests = self._requests
        assert requests is not None
        if entry.later[0]:
            later = PanelPlaceholder(*entry.later, lambda: entry.get()(requests), entry.lines)
            later.built.connect(self.hub.join)
            self.waiting.append(later)
            self._put(entry, later)
            return
        panel = entry.get()(requests)
        self._put(entry, panel)
        self.hub.add(panel)

    def _put(self, entry: PanelEntry, panel: Panel | PanelPlaceholder) -> None:
        put_panel(self, self._center, entry, panel)
        if entry.place == "center" or panel.name == "activation":
            self.save_height()

    def show_networks(self) -> None:
        """Show the first picture; what stands in for the diagrams stays until they are built."""
        self.placeholder.cover_diagrams()
        self.right.setUpdatesEnabled(False)  # one repaint for all of them

    def show_all(self) -> None:
        """Everything is built."""
        self.waiting.clear()
        self.right.setUpdatesEnabled(True)
        self.placeholder.hide()

    def do(self, action: Action) -> None:
        """Carry out an action, with what is typed: a menu or a key leaves the focus in a field."""
        finish_typing()
        self.foot.unfold()
        if action.present is not None:
            action.present(self.presentation)
            self.lesson.arrange()
            return
        self.presentation.end_black_screen()
        if action.show is not None:
            action.show(self)
        elif action.ask is not None and self._requests is not None:
            action.ask(self._requests)

    @property
    def large(self) -> bool:
        """Whether the type is that for a projector."""
        return self._base.name == themes.PROJECTOR.name

    @Slot(object)
    def set_theme(self, theme: Theme) -> None:
        """Give the whole window the colors and sizes of a theme; large type hides columns."""
        self._base = theme
        self.columns.show_large(self.large)
        self._show_columns()
        self._apply_theme()
        self.lesson.arrange()
        self.columns.share()  # large type has changed the widths of the columns
        self.save_height()

    def _apply_theme(self) -> None:
        """Scale the theme to the window, and apply it if sizes have changed."""
        theme = self._base.scaled(self.height())
        if theme == self._theme and self._themed:
            return
        self._theme, self._themed = theme, True
        apply(running_application(), theme, self)
        self.setFont(themes.font(theme))  # with a style sheet, widgets do not inherit it
        self.header.set_theme(theme)
        self.notice.set_theme(theme)
        self.right.show_theme(theme)
        self.placeholder.show_theme(theme)
        self.lesson.rings.show_theme(theme)
        self.hub.show_theme(theme)

    # events

    def rest(self) -> None:
        """Give the keyboard focus back to the animation."""
        self.center.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._apply_theme()
        self.columns.share()
        self.save_height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.presentation.end_black_screen()
        self.foot.unfold()
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close():
            event.accept()
        else:
            event.ignore()

    # actions of the menu

    def toggle_controls(self) -> None:
        self._toggle(right=False)

    def toggle_details(self) -> None:
        self._toggle(right=True)

    def show_columns(self, controls: bool, diagrams: bool) -> None:
        """Show or hide the columns next to the networks."""
        if self.columns.shown != (controls, diagrams):
            self.columns.show_only(controls, diagrams)
            self._show_columns()

    def _toggle(self, *, right: bool) -> None:
        self.columns.toggle(right)
        self.lesson.arrange()
        self._show_columns()

    def _show_columns(self) -> None:
        self.save_height()
        self.header.show_columns(*self.columns.shown)

    def show_diagram(self, title: str) -> None:
        self.columns.show_diagrams()
        self._show_columns()
        self.right.bring(title)

    def show_start(self) -> None:
        if self._requests is not None:
            from ui.window.start_card import start_card

            start_card(self, self._requests, self._requests.scenarios.open_first).show()
