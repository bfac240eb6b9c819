"""The self-test's window and painters; and the licenses that About shows."""

from __future__ import annotations

import getpass
import json
import os
import platform
import re
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import main as program
import resources
from ui.dialogs.about import about_dialog, diagnostics, license_texts
from ui.raster import plots, selfcheck
from ui.shell import selftest
from ui.shell.application import Application

pytestmark = pytest.mark.usefixtures("compiled", "painters")


def test_painters_paint_the_known_pictures_and_a_broken_one_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not selfcheck.wrong()
    monkeypatch.setattr(plots, "band", lambda *of: None)
    assert selfcheck.wrong() == ["plot band"]


def test_the_window_is_drawn_and_moves(ready: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VGSIM_SETTINGS", "QT_QPA_PLATFORM", "QT_LOGGING_RULES"):
        monkeypatch.setenv(name, os.environ.get(name, ""))  # given back afterwards
    found = selftest.window()
    assert found.good, found.detail


def test_the_status_bar_says_who_computes(app: Application) -> None:
    assert app.warmer is not None
    app.warmer.kernels.failure = "float64-relu gave wrong numbers"
    app._kernels_ready("numpy")
    assert "using NumPy" in app.window.status.kernels.text()
    assert "float64-relu" in app.window.status.kernels.toolTip()
    app._kernels_ready("numba")
    assert app.window.status.engine == "Kernels: numba"
    assert not app.window.status.kernels.text()
    assert not app.window.status.kernels.toolTip()


@pytest.mark.usefixtures("qapp")
def test_only_modules_meant_for_it_are_run_apart() -> None:
    with pytest.raises(SystemExit) as ended:
        program.main(["--part", "os"])
    assert ended.value.code == 2


def test_diagnostics_tell_the_machine_and_not_its_user(qtbot: QtBot) -> None:
    dialog = about_dialog(kernels="Kernels: numba")
    qtbot.addWidget(dialog)
    assert dialog.copy_button.text() == "Copy diagnostics"
    text = diagnostics("Kernels: numba")
    assert "Kernels: numba" in text
    assert "screens:" in text
    for private in (str(Path.home()), os.getcwd(), platform.node(), getpass.getuser()):
        assert re.search(rf"(?<!\w){re.escape(private)}(?!\w)", text) is None


def test_licenses_of_an_installed_program_are_shown_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "SIL OPEN FONT LICENSE" in license_texts()
    folder = tmp_path / "licenses"
    folder.mkdir()
    (folder / "LGPL-3.0.txt").write_text("GNU LESSER", "utf-8")
    (folder / "vgsim.txt").write_text("MIT License", "utf-8")
    parts: list[dict[str, object]] = [
        {"name": name, "version": "6.11", "licenses": [{"expression": license_}]}
        for name, license_ in (("vgsim", "MIT"), ("Qt", "LGPL-3.0-only"))
    ]
    bill = {"metadata": {"component": parts[0]}, "components": parts[1:]}
    (folder / "sbom.cdx.json").write_text(json.dumps(bill), "utf-8")
    monkeypatch.setattr(resources, "_ROOT", tmp_path)
    text = license_texts()
    assert text.startswith("vgsim 6.11: MIT\nQt 6.11: LGPL-3.0-only\n")
    assert text.index("MIT License") < text.index("GNU LESSER")
