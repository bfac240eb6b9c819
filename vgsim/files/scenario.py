"""Opens scenario files as untrusted input and saves them atomically."""

from __future__ import annotations

from pathlib import Path

from vgsim.describe.about import About
from vgsim.describe.codec import about_of, decode, encode, no_table
from vgsim.describe.errors import OutsideError, SpecError
from vgsim.describe.json_text import LARGEST_FILE
from vgsim.describe.reader import Allows
from vgsim.describe.spec import Experiment
from vgsim.files.atomic import atomic_write
from vgsim.files.code_text import code_in
from vgsim.files.places import shown_name
from vgsim.files.share import content_of_code
from vgsim.tables.regular import read_regular, reason
from vgsim.words.language import tr


class ScenarioError(Exception):
    """A scenario could not be read or written; the message is for the user."""


def open_scenario(path: Path | str, allows: Allows = no_table) -> Experiment:
    """The experiment in a file; `allows` says which tables outside its folder may be read.

    A share code can take the place of the path; all its tables are outside.

    Raises:
        ScenarioError: the file cannot be read.
        SpecError: the file does not hold an experiment.
        OutsideError: it uses a table that `allows` does not permit.
    """
    path = Path(path)
    return decode(content_of(path), None if code_in(path) else path.parent, allows)


def tables_outside(path: Path) -> tuple[str, ...]:
    """The tables outside its folder that a scenario uses; none if it cannot be opened."""
    try:
        open_scenario(path)
    except OutsideError as error:
        return error.tables
    except (ScenarioError, SpecError):
        pass
    return ()


def about_in(path: Path) -> About:
    """Note and source of a scenario file.

    Raises:
        ScenarioError: the file cannot be read.
        SpecError: it is not JSON.
    """
    return about_of(content_of(path))


def content_of(path: Path, largest: int = LARGEST_FILE) -> bytes:
    """The bytes of a file or share code; one byte more than `largest` if it is larger.

    Raises:
        SpecError: the share code is damaged.
        ScenarioError: the file cannot be read.
    """
    if code := code_in(path):
        return content_of_code(code)
    try:
        return read_regular(path, largest + 1)
    except OSError as error:
        message = tr(
            "{file} cannot be opened: {reason}.", file=shown_name(path), reason=reason(error)
        )
        raise ScenarioError(message) from error


def save_scenario(path: Path | str, experiment: Experiment, about: About | None = None) -> None:
    """Write the experiment; if that fails, the old file is unchanged.

    Raises:
        ScenarioError: with the reason.
    """
    path = Path(path)
    try:
        atomic_write(path, encode(experiment, path.parent, about).encode("utf-8"))
    except OSError as error:
        message = tr(
            "{file} was not saved: {reason}. What was there before is unchanged.",
            file=shown_name(path), reason=reason(error),
        )  # fmt: skip
        raise ScenarioError(message) from error
