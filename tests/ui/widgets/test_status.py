"""The status bar tells how far the compiler probably is, if compiling takes long enough."""

from __future__ import annotations

from itertools import pairwise

from pytestqt.qtbot import QtBot

from ui.widgets.status import USUAL, Status, expected_progress


def test_the_expected_progress_rises_and_never_ends() -> None:
    seen = [expected_progress(0.1 * USUAL * step) for step in range(60)]
    assert seen[0] == 0
    assert all(a < b for a, b in pairwise(seen))
    assert 0.7 < expected_progress(USUAL) < 0.95
    assert seen[-1] < 1


def test_a_short_wait_is_not_worth_a_line(qtbot: QtBot) -> None:
    status = Status()
    qtbot.addWidget(status)
    status.show_warming()
    assert not status.busy
    assert status.kernels.text().endswith("0 %")
    status.show_warmed("")
    assert not status.busy
    assert status.kernels.text() == ""
    status.show_warmed("Kernels: self-test failed, using NumPy")
    assert status.busy
