"""Continues the run at which the program was closed last time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vgsim.words.language import tr

if TYPE_CHECKING:
    from ui.session.session import Session
    from ui.shell.documents import Documents
    from ui.widgets.notice import Notice


def offer_last_run(path: Path, session: Session, documents: Documents, notice: Notice) -> None:
    """Offer to continue the run saved in a file, if there is one.

    Args:
        path: the file.
        session: the session that would continue.
        documents: asks about unsaved changes.
        notice: where the offer is shown.
    """
    from vgsim.describe.title import titled
    from vgsim.files import last_run
    from vgsim.words.lists import listed

    found, complaint = last_run.load(path)
    if complaint:
        session.message.emit("warn", complaint)
    if found is None:
        return

    def go_on() -> None:
        notice.hide()
        if documents.may_discard():
            session.go_on_with(found)

    def forget() -> None:
        notice.hide()
        last_run.delete(path)

    lanes = range(len(found.experiment.lanes))
    titles = (titled(found.experiment, lane) for lane in lanes)
    title = found.experiment.title or listed(tuple(titles))
    notice.show_message(
        "note",
        tr("Your last run, {title}, stopped at update {step}.", title=title, step=found.step),
        ((tr("Continue"), go_on), (tr("Discard"), forget)),
    )
