"""One window for all tests of a file about lessons."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # this file is read on a machine without Qt's libraries, too
    from pytestqt.qtbot import QtBot

    from ui.shell.application import Application


@pytest.fixture(scope="module")
def shared_window(ready: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """The window that all tests of a file share."""
    from tests.ui import shared

    with shared.window(tmp_path_factory.mktemp("window")) as application:
        yield application


@pytest.fixture
def with_a_lesson(shared_window: Application, qtbot: QtBot) -> Iterator[Application]:
    """The shared window, playing the first scenario, and one lesson of the user's own, not seen."""
    from tests.ui import shared
    from tests.ui.shell.small_lesson import LESSON
    from vgsim.teach.places import lessons_folder, progress_path
    from vgsim.teach.progress import clear_progress

    shared.bring_back(shared_window)
    lessons_folder().mkdir(parents=True, exist_ok=True)
    (lessons_folder() / "small.toml").write_text(LESSON, "utf-8")
    yield shared_window
    assert shared_window.lessons is not None
    shared_window.lessons.leave()
    clear_progress(progress_path())
    shared_window.lessons._progress = None  # it is read again
    shutil.rmtree(lessons_folder())
