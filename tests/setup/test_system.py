"""Packages of the system, by package managers that only note their arguments."""

from __future__ import annotations

import ctypes
import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from vgsim.setup import libraries, system, virtual
from vgsim.setup.report import SetupError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="package managers are scripts here")
Fake = Callable[..., Path]


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Only these commands are there; each writes its words to a file."""
    notes = tmp_path / "notes"

    def begin(*names: str, root: bool = False, code: int = 0) -> Path:
        for name in names:
            script = tmp_path / name
            text = f'#!/bin/sh\necho "{name} $*" >> "{notes}"\nexit {code}\n'
            script.write_text(text, "utf-8")
            script.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
        return notes

    return begin


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_root_installs_and_sees_the_commands(fake: Fake, capfd: pytest.CaptureFixture[str]) -> None:
    notes = fake("apt-get", root=True)
    system.obtain(["one", "two"], "Things")
    commands = ["apt-get update", "apt-get install -y --no-install-recommends one two"]
    assert notes.read_text("utf-8").splitlines() == commands
    printed = capfd.readouterr().err
    assert all(command in printed for command in commands)


@pytest.mark.parametrize("answer", ["yes\n", "no\n", ""])
def test_a_user_is_asked_at_a_terminal(
    fake: Fake, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    notes = fake("apt-get", "sudo")
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(sys, "stderr", Terminal())
    if answer == "yes\n":
        system.obtain(["one"], "Things")
        assert "sudo apt-get install" in notes.read_text("utf-8")
    else:
        with pytest.raises(SetupError):
            system.obtain(["one"], "Things")
        assert not notes.exists()
    assert "sudo apt-get install" in sys.stderr.getvalue()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("commands", "line"),
    [
        (("apt-get", "sudo"), "sudo apt-get update && sudo apt-get install -y --no-install-rec"),
        (("apt-get",), "apt-get update && apt-get install -y --no-install-recommends one"),
        (("dnf", "sudo"), "sudo dnf install -y one"),
        (("pacman", "sudo"), "sudo pacman -S --needed --noconfirm one"),
    ],
)
def test_without_a_terminal_the_line_is_named(
    fake: Fake, monkeypatch: pytest.MonkeyPatch, commands: tuple[str, ...], line: str
) -> None:
    notes = fake(*commands)
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    with pytest.raises(SetupError) as raised:
        system.obtain(["one"], "Things")
    sentence, typed = str(raised.value).split("\n")
    assert typed.startswith(line)
    assert ("as root" in sentence) == ("sudo" not in commands)
    assert not notes.exists()


def test_a_package_manager_that_fails_is_one_sentence(fake: Fake) -> None:
    notes = fake("apt-get", root=True, code=100)
    with pytest.raises(SetupError, match="could not be installed"):
        system.obtain(["one"], "Things")
    assert notes.read_text("utf-8") == "apt-get update\n"


@pytest.mark.parametrize(
    ("manager", "names"),
    [
        ("apt-get", ["libegl1", "libgl1"]),
        ("dnf", ["libEGL.so.1()(64bit)", "libGL.so.1()(64bit)"]),
        ("zypper", ["libEGL.so.1()(64bit)", "libGL.so.1()(64bit)"]),
        ("pacman", ["libglvnd"]),
        ("unknown", ["libegl1", "libgl1"]),
    ],
)
def test_packages_of_libraries(fake: Fake, manager: str, names: list[str]) -> None:
    fake(manager)
    assert libraries.packages(["libEGL.so.1", "libGL.so.1"]) == names


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these are Linux's libraries")
def test_a_missing_library_is_named_by_its_package(
    fake: Fake, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake("apt-get")
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)

    def load(name: str) -> None:
        if "cursor" in name:
            raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", load)
    assert libraries.missing() == ["libxcb-cursor.so.0"]
    with pytest.raises(SetupError, match="libxcb-cursor0"):
        libraries.obtain()
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    libraries.obtain()  # nothing is needed off screen


@pytest.mark.parametrize(("names", "words"), [(("apt-get",), "-venv"), ((), "another Python")])
def test_a_python_that_cannot_make_environments(
    fake: Fake, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], words: str
) -> None:
    fake(*names)
    monkeypatch.setattr(virtual, "find_spec", lambda name: None)
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    with pytest.raises(SetupError, match=words):
        virtual.need_ensurepip()


def test_a_folder_that_cannot_hold_links_is_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The error makes `environment.provide` try the next folder."""

    def refuse(*others: object, **more: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "symlink", refuse)
    with pytest.raises(PermissionError):
        virtual.make(tmp_path, 0)
    assert not list(tmp_path.iterdir())


def test_ctrl_c_does_not_kill_a_package_manager(
    fake: Fake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Killed in the middle, it would leave a system in which nothing can be installed."""
    fake(root=True)
    gate, notes = tmp_path / "gate", tmp_path / "notes"
    os.mkfifo(gate)
    script = tmp_path / "pacman"
    script.write_text(f'#!/bin/sh\nread line < "{gate}"\necho "$line" > "{notes}"\n', "utf-8")
    script.chmod(0o755)

    waiting, wait = threading.Event(), subprocess.Popen.wait

    def noted(process: subprocess.Popen[bytes], timeout: float | None = None) -> int:
        waiting.set()
        return wait(process, timeout)

    def press() -> None:
        waiting.wait()
        with gate.open("w") as opened:  # it is at work
            os.kill(os.getpid(), signal.SIGINT)
            opened.write("done\n")

    # a test process among several ignores the signal
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    monkeypatch.setattr(subprocess.Popen, "wait", noted)
    thread = threading.Thread(target=press)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        system.obtain(["one"], "Things")
    thread.join()
    assert notes.read_text("utf-8") == "done\n"
