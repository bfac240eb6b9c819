"""What a frame of the animation must not set in motion."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThread
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from windows import there

from tests.ui.shared import SharedWindow
from ui.look.theme import THEMES
from ui.panels.transport import TransportPanel
from ui.shell.application import Application
from ui.widgets.elided import ElidedLabel
from ui.widgets.scrubber import Scrubber
from ui.worker.gc_pause import hold, loading, paused, release


@pytest.fixture
def collecting(qapp: object) -> Iterator[None]:
    """As in the program: other tests have their garbage collected only at their end."""
    release()
    yield
    hold()


class Heard(QObject):
    """Counts the requests for another layout."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def test_a_pass_lays_nothing_out_anew(app: Application, qtbot: QtBot) -> None:
    session = app.session
    assert session is not None
    session.player.pause()
    session.player.to_start()
    qtbot.wait(50)
    heard = Heard()
    there(app, TransportPanel, qtbot).installEventFilter(heard)
    while session.player.playback.position < session.player.timeline.length:
        session.player.step_layer(1)
        qtbot.wait(1)
    assert heard.count == 0


def test_a_label_keeps_its_size_whatever_it_says(qtbot: QtBot) -> None:
    label, numbers = ElidedLabel(), ElidedLabel(room="8 888")
    for each in (label, numbers):
        qtbot.addWidget(each)
        sizes = []
        for text in ("", "1", "a sentence that is longer than all others"):
            each.show_text(text)
            assert each.text() == text
            assert each.accessibleName() == text
            sizes.append((each.sizeHint(), each.minimumSizeHint()))
        assert len(set(map(str, sizes))) == 1
    assert label.sizeHint().width() == 0
    assert label.toolTip().startswith("a sentence")
    assert numbers.sizeHint().width() >= numbers.fontMetrics().horizontalAdvance("8 888")


def test_the_scrubbers_ground_is_the_windows(app: Application, qtbot: QtBot) -> None:
    """It paints its own ground, so that nothing behind it is painted with every frame."""
    session = app.session
    assert session is not None
    for name in THEMES:
        app.window.looks.choose(name)
        qtbot.wait(50)
        for bar in app.window.findChildren(Scrubber):
            if bar.isVisible():
                parent = bar.parentWidget()
                assert isinstance(parent, QWidget)
                picture = parent.grab().toImage()
                place = bar.mapTo(parent, bar.rect().topLeft()) * picture.devicePixelRatio()
                inside, outside = picture.pixelColor(place), picture.pixelColor(0, 0)
                assert inside == outside == QColor(THEMES[name].window)


def test_what_is_loaded_is_not_collected_again(collecting: None) -> None:
    SharedWindow.close_all()  # Python does not collect while a window does
    hold()
    with loading():
        kept = [[k] for k in range(10_000)]
        assert not gc.isenabled()
    assert not gc.isenabled()  # somebody else still loads
    release()
    assert gc.isenabled()
    assert not {id(each) for each in kept} & {id(each) for each in gc.get_objects()}


def test_garbage_of_qt_is_destroyed_in_the_window_s_thread(
    app: Application, collecting: None, qtbot: QtBot
) -> None:
    """Python would collect in any thread, and destroy there what the window's thread uses."""
    qtbot.waitUntil(lambda: not paused())  # what is garbage while kernels are loaded stays
    places: list[bool] = []

    def note() -> None:
        places.append(QThread.currentThread() is QCoreApplication.instance().thread())

    action, ring = QAction("garbage"), []
    action.destroyed.connect(note, Qt.ConnectionType.DirectConnection)
    ring += [ring, action]
    del action, ring
    rings: list[object] = []

    def allocate() -> None:
        for _ in range(100_000):
            rings.append([])

    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(places))
    assert places == [True]
