"""Offers to continue where the program ended last time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vgsim.words.language import tr

if TYPE_CHECKING:
    from ui.session.session import Session
    from ui.shell.documents import Documents
    from ui.shell.versions import Versions
    from ui.widgets.notice import Notice
    from vgsim.files.versions import Version


def offer_last_run(
    path: Path, versions: Versions, session: Session, documents: Documents, notice: Notice
) -> None:
    """Offer to continue where the program ended.

    If the program was killed, that is the unsaved experiment, otherwise the saved run, if there
    is one. If both are the same experiment, the run is offered.

    Args:
        path: the file of the run.
        versions: finds an unsaved experiment after the program was killed.
        session: the session that would continue.
        documents: asks about unsaved changes.
        notice: where the offer is shown.
    """
    from vgsim.describe.title import titled
    from vgsim.files import last_run
    from vgsim.words.lists import listed

    found, complaint = last_run.load(path)
    if complaint:
        session.document.message.emit("warn", complaint)
    killed = versions.killed()
    if killed is not None and (found is None or found.experiment != killed.experiment):
        _offer_version(killed, versions, notice)
        return
    if found is None:
        return

    def go_on() -> None:
        notice.hide()
        if documents.may_discard():
            session.continue_run(found)

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


def _offer_version(version: Version, versions: Versions, notice: Notice) -> None:
    """Offer the unsaved experiment of a killed program; it stays in the menu of recent files."""

    def go_on() -> None:
        notice.hide()
        versions.open(version)

    notice.show_message(
        "note",
        tr("The program ended before your version of {title} was saved.", title=version.title),
        ((tr("Continue"), go_on), (tr("Not now"), notice.hide)),
    )
