"""Is there a display? Asked of real sockets, and of a real X server where one can be started."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.shell.display import reachable

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other systems always have a display"
)
NAMES = "DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"


@pytest.fixture(autouse=True)
def nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[str]:
    """A running X server's name."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    reader, writer = os.pipe()
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "640x480x24"],
        pass_fds=[writer], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writer)
    with open(reader, encoding="ascii") as told:
        number = told.readline().strip()  # as soon as it listens
    yield f":{number}"
    process.terminate()
    process.wait()


@pytest.mark.parametrize("name", ["", ":4711", "nonsense", ":", ":99999999999", "x" * 5000])
def test_a_dead_display_is_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("DISPLAY", name)
    monkeypatch.setenv("WAYLAND_DISPLAY", name)
    assert not reachable()


def test_an_x_server(monkeypatch: pytest.MonkeyPatch, server: str) -> None:
    for name in (server, f"{server}.0", f"unix{server}"):
        monkeypatch.setenv("DISPLAY", name)
        assert reachable()
    monkeypatch.setenv("WAYLAND_DISPLAY", "dead")
    assert reachable()
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland")
    assert not reachable()
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland;xcb")
    assert reachable()


def test_without_the_library_the_socket_is_asked(
    monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    def missing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr("ui.shell.display.CDLL", missing)
    monkeypatch.setenv("DISPLAY", server)
    assert reachable()
    monkeypatch.setenv("DISPLAY", ":4711")
    assert not reachable()
    monkeypatch.setenv("DISPLAY", "elsewhere:0")  # may be; the missing package is named first
    assert reachable()


@pytest.mark.parametrize("absolute", [True, False])
def test_a_wayland_socket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, absolute: bool) -> None:
    path = tmp_path / "wayland-7"
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", str(path) if absolute else path.name)
    assert not reachable()
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(path))
        assert not reachable()  # no program listens there
        compositor.listen()
        assert reachable()


def test_what_the_user_chose_for_qt_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, there in (("offscreen", True), ("minimal:x", True), ("xcb", False)):
        monkeypatch.setenv("QT_QPA_PLATFORM", name)
        assert reachable() == there
