"""Writes a first version of a lesson from what the window shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vgsim.files.atomic import atomic_write
from vgsim.files.places import shown_name
from vgsim.tables.regular import reason
from vgsim.teach.lesson import Show
from vgsim.teach.places import lessons_folder
from vgsim.teach.writer import first_lesson
from vgsim.words.language import tr

if TYPE_CHECKING:
    from ui.session.session import Session

MOST_NAMES = 1000  # files of the same name


def write_lesson(session: Session, stage: str) -> tuple[str, str]:
    """Write the file into the user's folder.

    Args:
        session: what is shown.
        stage: what the middle of the window shows.

    Returns:
        How a message is shown, and the message.
    """
    watch, folder = session.viewer.watch, lessons_folder()
    show = Show(stage=stage, lane=watch.lane, layer=watch.layer, measure=watch.measure or None)
    path = _free(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = first_lesson(session.experiment, show, session.player.step, folder)
        atomic_write(path, text.encode("utf-8"))
    except OSError as error:
        file, why = shown_name(path), reason(error)
        return "bad", tr("{file} cannot be written: {reason}.", file=file, reason=why)
    message = tr(
        "Wrote {file} in “{folder}”. Edit it in a text editor; the list of lessons shows any "
        "faults.",
        file=shown_name(path), folder=str(folder),
    )  # fmt: skip
    return "note", message


def _free(folder: Path) -> Path:
    """A name of a file that does not exist yet."""
    names = (folder / f"my_lesson_{number}.toml" for number in range(1, MOST_NAMES))
    return next((path for path in names if not path.exists()), folder / "my_lesson.toml")
