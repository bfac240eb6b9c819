"""Drives the real program in a process with keys and mouse; needs a display (xvfb-run).

Fails if the program prints anything, exits with a code other than 0, or shows no animation.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

LIMIT = 300  # seconds, on a busy machine

DRIVER = """
import os, sys, traceback
from time import monotonic
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget
from ui.shell.application import Application

def fail(*found):
    traceback.print_exception(*found)
    sys.stderr.flush()
    os._exit(3)

def script(application):
    sys.excepthook = fail  # instead of a dialog that would stay open
    application.session.document.message.connect(print_bad)
    window, session = application.window, application.session
    canvas = window.findChild(QWidget, "network_canvas")
    before = window.grab().toImage()
    end = monotonic() + 60
    while window.grab().toImage() == before:
        assert monotonic() < end, "nothing moves"
        QTest.qWait(100)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home,
                Qt.Key.Key_End, Qt.Key.Key_Plus, Qt.Key.Key_Minus):
        canvas.setFocus()
        QTest.keyClick(canvas, key)
        QTest.qWait(60)
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, canvas.height() // 4))
    for depth in (5, 50, 100, 1, 20):
        session.document.edit("lanes.0.network.depth", depth, "drag")
        QTest.qWait(120)
    for name in ("dark", "projector", "light"):
        window.looks.choose(name)
        QTest.qWait(150)
    session.learner.run(True)
    session.player.play()
    QTest.qWait(2500)
    session.learner.run(False)
    for size in ((1280, 720), (1920, 1080)):
        window.resize(*size)
        QTest.qWait(200)
    session.document.undo()
    session.document.redo()
    window.grab().save(sys.argv[1])
    application.documents.ask_unsaved = lambda *_: QMessageBox.StandardButton.Discard
    window.close()

def print_bad(severity, text):
    if severity == "bad":
        print(text)

def when_ready(application):
    sys.excepthook = fail
    if application.session is None or application.session.player.trace is None:
        QTimer.singleShot(50, lambda: when_ready(application))
    else:
        script(application)

original = Application.start

def start(self):
    original(self)
    QTimer.singleShot(50, lambda: when_ready(self))

Application.start = start
picture = sys.argv[1]
from main import main
code = main([])
sys.exit(code)
"""


def main(picture: Path) -> int:
    """Drive the window once and save a picture of it; returns the exit code."""
    root = Path(__file__).resolve().parents[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "VGSIM_SETTINGS": f"{folder}/settings.json",
                       "PYTHONPATH": str(root), "PYTHONWARNINGS": "error"}  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-X", "faulthandler", "-c", DRIVER, str(picture)],
            cwd=root, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False,
        )  # fmt: skip
    said = done.stdout + done.stderr
    if said:
        print(said)
    if done.returncode or said or not picture.exists():
        print(f"the window failed: exit code {done.returncode}")
        return 1
    print("the window moved, obeyed and closed in silence")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
