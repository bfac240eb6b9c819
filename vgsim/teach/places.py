"""Where a user's own lessons and progress are kept."""

from __future__ import annotations

import os
from pathlib import Path


def lessons_folder() -> Path:
    """The folder of the user's own lessons; it need not exist.

    It is next to the settings file if the environment variable VGSIM_SETTINGS names one.
    """
    return _data() / "lessons"


def progress_path() -> Path:
    """The file with the user's progress."""
    return _data() / "progress.json"


def _data() -> Path:
    override = os.environ.get("VGSIM_SETTINGS")
    if override:
        return Path(override).parent
    from platformdirs import user_data_path

    return user_data_path("vgsim", appauthor=False)
