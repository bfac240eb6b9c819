"""Turns an exception from computing into one sentence for the user."""

from __future__ import annotations

import os
from pathlib import Path

from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment
from vgsim.describe.window_message import window_message
from vgsim.tables.regular import reason
from vgsim.tables.text import SHOWN, TableError
from vgsim.words.language import tr
from vgsim.words.plain import plain

# mistakes of the user, or limits of the machine
MISTAKES = (SpecError, TableError, OSError, MemoryError)
LONGEST = 300  # characters of a sentence


def sentence(error: Exception, experiment: Experiment) -> str:
    """What went wrong, and in which file.

    Args:
        error: One of `MISTAKES`.
        experiment: The experiment that was to be computed.
    """
    if isinstance(error, SpecError):
        return window_message(error, experiment)
    if isinstance(error, MemoryError):
        return tr("This experiment does not fit into memory.")
    names = _tables(experiment)
    name = plain(names[0], SHOWN) if len(names) == 1 else ""
    if isinstance(error, TableError):
        return _of_table(error, name)
    assert isinstance(error, OSError)
    if error.filename:
        name = plain(Path(os.fsdecode(error.filename)).name, SHOWN)
    if not name:
        return tr("A file cannot be read: {reason}.", reason=reason(error))
    return tr("{file} cannot be read: {reason}.", file=name, reason=reason(error))


def _of_table(error: TableError, name: str) -> str:
    text = str(error)
    if name and name not in text:
        text = f"{name}, {text}" if error.line else f"{name}: {text}"
    elif text and not text.startswith(name or "\0"):  # a file's name keeps its capitalization
        text = text[0].upper() + text[1:]
    return f"{text.rstrip('.')[: LONGEST - 1]}."


def _tables(experiment: Experiment) -> tuple[str, ...]:
    """The file names of the user's tables, each once."""
    parts = [lane.data or experiment.data for lane in experiment.lanes]
    return tuple(dict.fromkeys(Path(data.path).name for data in parts if data.path))
