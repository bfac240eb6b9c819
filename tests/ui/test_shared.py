"""The window that tests share does not reach into tests that start one of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.shared import SharedWindow
from ui.settings import settings_path


def test_a_window_of_a_test_has_settings_of_its_own(
    shared: SharedWindow, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    shared.on_first_scenario()
    assert settings_path().parent != tmp_path
    request.getfixturevalue("start")()
    assert settings_path().parent == tmp_path
