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


def test_a_window_that_was_left_changed_is_built_again(shared: SharedWindow) -> None:
    first = shared.on_first_scenario()
    assert first.session is not None
    first.session.document.edit("lanes.0.network.depth", 5)
    assert shared.on_first_scenario() is first  # that is brought back
    assert first.session.experiment == first.scenarios[0].experiment
    first.window.actions_by_id["all_settings"].trigger()
    second = shared.on_first_scenario()
    assert second is not first
    assert not second.window.preferred.now.all_settings
