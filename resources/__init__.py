"""Where do the files that ship with the program lie? One question, one answer: `find`."""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).resolve().parent


def find(name: str) -> Path:
    """Path of a shipped file or folder, named from this folder with forward slashes.

    `find("icons/play.svg")`, `find("scenarios")`. Raises FileNotFoundError for what does not
    ship and ValueError for a name that leads out of the folder.
    """
    path = (_ROOT / name).resolve()
    if not path.is_relative_to(_ROOT):
        raise ValueError(f"{name!r} lies outside the program's own files")
    if not path.exists():
        raise FileNotFoundError(f"the program's own file {name!r} is missing")
    return path
