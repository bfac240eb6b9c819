"""Dialogs: a crash is said once, with everything needed to understand it; texts stay texts."""

from __future__ import annotations

import sys
import threading

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ui.dialogs.about import about_dialog, diagnostics
from ui.dialogs.crash import CrashReporter
from ui.dialogs.faults import refused_dialog
from ui.dialogs.text import TextDialog


def open_dialogs() -> list[TextDialog]:
    return [
        w for w in QApplication.topLevelWidgets() if isinstance(w, TextDialog) and w.isVisible()
    ]


def caught(reporter: CrashReporter, error: Exception) -> None:
    try:
        raise error
    except Exception as raised:
        reporter.caught(type(raised), raised, raised.__traceback__)


def test_many_faults_from_many_threads_make_one_dialog(qtbot: QtBot, capsys: object) -> None:
    reporter = CrashReporter(lambda: '{"format": "vgsim/1"}')
    threads = [
        threading.Thread(target=caught, args=(reporter, ValueError(f"fault {index}")))
        for index in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    qtbot.waitUntil(lambda: len(open_dialogs()) == 1)
    QApplication.processEvents()
    dialog = open_dialogs()[0]
    dialog.copy_button.click()
    text = QGuiApplication.clipboard().text()
    assert "Traceback" in text
    assert "ValueError: fault" in text
    assert '"format": "vgsim/1"' in text
    dialog.reject()
    qtbot.waitUntil(lambda: not open_dialogs())
    caught(reporter, RuntimeError("another"))
    qtbot.waitUntil(lambda: len(open_dialogs()) == 1)
    open_dialogs()[0].reject()
    qtbot.waitUntil(lambda: not open_dialogs())


def test_a_fault_in_every_frame_is_said_once(qtbot: QtBot, capsys: object) -> None:
    reporter = CrashReporter(str)

    def frame() -> None:
        caught(reporter, ValueError("in every frame"))

    for _ in range(50):
        frame()
    qtbot.waitUntil(lambda: len(open_dialogs()) == 1)
    open_dialogs()[0].copy()
    assert QGuiApplication.clipboard().text().count("Traceback") == 1
    open_dialogs()[0].reject()
    for _ in range(50):
        frame()
    QApplication.processEvents()
    assert not open_dialogs()


def test_an_experiment_that_cannot_be_written_does_not_hide_the_fault(
    qtbot: QtBot, capsys: object
) -> None:
    def broken() -> str:
        raise KeyError("experiment")

    reporter = CrashReporter(broken)
    caught(reporter, ValueError("the fault"))
    qtbot.waitUntil(lambda: len(open_dialogs()) == 1)
    open_dialogs()[0].copy()
    assert "the fault" in QGuiApplication.clipboard().text()
    open_dialogs()[0].reject()
    qtbot.waitUntil(lambda: not open_dialogs())


def test_the_hooks_are_given_back() -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    reporter = CrashReporter(str)
    try:
        reporter.install()
        assert sys.excepthook == reporter.caught
    finally:
        reporter.remove()
        sys.excepthook, threading.excepthook, sys.unraisablehook = before


def test_a_file_cannot_put_markup_into_a_dialog(qtbot: QtBot) -> None:
    dialog = refused_dialog("/tmp/<b>x</b>.vgsim", "title: <img src='file:///etc/passwd'>")
    qtbot.addWidget(dialog)
    for label in dialog.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_about_names_versions_and_licenses_but_no_user(qtbot: QtBot, tmp_path: object) -> None:
    dialog = about_dialog()
    qtbot.addWidget(dialog)
    text = diagnostics()
    for word in ("Qt", "LGPL", "NumPy", "Numba", "Inter", "Python"):
        assert word in text
    assert "/" not in text.replace("CC BY", "").replace("http://", "")
