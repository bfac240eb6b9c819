"""The program as it is started: options, Ctrl-C, and a clean end."""

from __future__ import annotations

import inspect
import os
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import PATIENCE
from ui.look import theme as themes
from ui.shell.application import Application
from ui.shell.launch import Opener
from vgsim.cli.arguments import THEMES, window_options

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ([], 0),
        (["--theme", "dark", "--seed", "12"], 0),
        (["--theme", "pink", "--seed", "-1"], 2),
        (["--seed", "1.5"], 1),
        (["--seed", str(2**53)], 1),
    ],
)
def test_bad_options_are_said_and_defaults_used(words: list[str], count: int) -> None:
    parsed, complaints = window_options([word if word != "-1" else "minus one" for word in words])
    assert len(complaints) == count
    assert all(complaint.endswith(".") for complaint in complaints)
    assert parsed.seed in (None, 12)


def test_a_file_may_be_named_with_or_without_the_option() -> None:
    for words in (["mine.vgsim"], ["--scenario", "mine.vgsim"]):
        parsed, _ = window_options(words)
        assert parsed.scenario == "mine.vgsim"


def test_a_file_double_clicked_on_a_mac_is_opened(qapp: QApplication) -> None:
    """Such a file is no word of the command line: the system sends an event."""
    opened: list[str] = []
    opener = Opener(cast(Application, SimpleNamespace(open=opened.append)))
    qapp.installEventFilter(opener)
    event = QFileOpenEvent(QUrl.fromLocalFile("/Schule/Größe 1.vgsim"))
    try:
        QApplication.sendEvent(qapp, event)
    finally:
        qapp.removeEventFilter(opener)
    assert [Path(path).name for path in opened] == ["Größe 1.vgsim"]


def test_an_unknown_option_ends_with_two() -> None:
    with pytest.raises(SystemExit) as ended:
        window_options(["--nonsense"])
    assert ended.value.code == 2


def test_the_themes_of_the_command_line_are_those_of_the_window() -> None:
    assert (*themes.THEMES, "system") == THEMES


TELLING = """
import sys
from PySide6.QtCore import QTimer
from main import main
from ui.shell.application import Application

def start(self, begin=Application.start):
    begin(self)
    QTimer.singleShot(0, lambda: print("shown", flush=True))  # the loop of events has begun

Application.start = start
sys.exit(main(sys.argv[1:]))
"""


WAITING = """
import sys
from ui.shell.application import Application
from ui.shell.launch import run
from PySide6.QtWidgets import QApplication

def watch(main):
    there = lambda: "pyqtgraph" in sys.modules
    main.window.painted.connect(lambda: print("painted", there()))
    main.moving.connect(lambda: print("moving", there()))
    main.complete.connect(lambda: (print("complete", there()), QApplication.exit(0)))
    main.complete.connect(lambda: print("PySide6.QtOpenGL" in sys.modules))

run([], watch)
"""


@pytest.mark.usefixtures("ready")
def test_the_first_picture_does_not_wait_for_the_diagrams(tmp_path: Path) -> None:
    environment = {
        **os.environ, "QT_QPA_PLATFORM": "offscreen", "VGSIM_SETTINGS": str(tmp_path / "s.json"),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", WAITING], cwd=ROOT, env=environment, capture_output=True,
        text=True, check=True, timeout=200,
    )  # fmt: skip
    assert done.stdout.split() == [
        "painted",
        "False",
        "moving",
        "False",
        "complete",
        "True",
        "False",
    ]


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_ctrl_c_ends_a_running_window_cleanly(tmp_path: Path) -> None:
    environment = {
        **os.environ, "QT_QPA_PLATFORM": "offscreen", "VGSIM_SETTINGS": str(tmp_path / "s.json"),
    }  # fmt: skip
    scenario = ROOT / "resources" / "scenarios" / "02_tanh_instead_of_sigmoid.vgsim"
    process = subprocess.Popen(
        [sys.executable, "-c", TELLING, "--projector", str(scenario)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "shown\n"  # however long a busy machine takes
    process.send_signal(signal.SIGINT)
    _, complaints = process.communicate(timeout=PATIENCE / 1000)
    lines = [line for line in complaints.splitlines() if "This plugin does not support" not in line]
    assert not lines
    assert process.returncode == 0


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8"])
def test_no_locale_makes_qt_complain(locale: str) -> None:
    code = "import ui; from PySide6.QtWidgets import QApplication; QApplication([])"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": locale}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=PATIENCE / 1000, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_the_sources_of_what_is_imported_are_not_read(
    app: Application, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "imported_later.py").write_text("HERE = 1\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    read: list[object] = []
    monkeypatch.setattr(inspect, "getsource", read.append)
    assert import_module("imported_later").HERE == 1
    assert not read
