"""A window for the tests of a file about a panel, each of which finds it as at its start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # this file is read on a machine without Qt's libraries, too
    from pytestqt.qtbot import QtBot

    from tests.ui.shared import SharedWindow
    from ui.shell.application import Application


@pytest.fixture
def at_rest(shared: SharedWindow, qtbot: QtBot) -> Iterator[Application]:
    """The shared window on the first scenario, at rest; no remedies have been searched yet.

    In the end it has the diagrams, the preferences and the speed of before.
    """
    from tests.ui.shared import session_of
    from ui.panels.coach import CoachPanel
    from ui.panels.diagnosis.panel import DiagnosisPanel
    from ui.panels.remedy_search import RemedySearch

    application = shared.on_first_scenario()
    for diagnosis in application.window.findChildren(DiagnosisPanel):
        diagnosis._search = RemedySearch()
    for coach in application.window.findChildren(CoachPanel):
        coach._search, coach._found = RemedySearch(), None
    window, player = application.window, session_of(application).player
    diagrams, preferences = window.right.arrangement(), window.preferred.now
    seconds = player.playback.seconds_per_pass
    yield application
    window.right.show_arrangement(diagrams)
    window.preferred.adopt(preferences)
    player.set_seconds(seconds)
