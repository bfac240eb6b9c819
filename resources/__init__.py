"""The files that ship with the program; `find` gives their paths."""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).resolve().parent


def find(name: str) -> Path:
    """The path of a shipped file or folder, such as `find("icons/play.svg")`.

    Args:
        name: path relative to this folder, with forward slashes.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the name leads out of the folder.
    """
    path = (_ROOT / name).resolve()
    if not path.is_relative_to(_ROOT):
        raise ValueError(f"{name!r} lies outside the program's own files")
    if not path.exists():
        raise FileNotFoundError(f"the program's own file {name!r} is missing")
    return path
