"""Saves the networks on the screen as scripts for PyTorch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from errno import EEXIST
from os import strerror
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from ui.dialogs.text import TextDialog
from ui.exchange.progress import Progress
from ui.session.session import Session
from ui.shell.documents import Documents
from ui.worker.study import Study
from vgsim.compute.kernels import Kernels
from vgsim.compute.traces.trace import Trace
from vgsim.files.atomic import atomic_write
from vgsim.files.places import shown_name
from vgsim.tables.regular import reason
from vgsim.words.language import tr
from vgsim.words.lists import first_few

MOST_NAMED = 4  # scripts in the message
SUFFIX, DATA = ".py", ".safetensors"


@dataclass(frozen=True, slots=True)
class SavedScripts:
    """What an export wrote."""

    paths: tuple[Path, ...]  # of the scripts
    refused: tuple[str, ...]  # a sentence for each network that cannot be exported


class TorchExport(QObject):
    """Asks for a name, computes the files in another thread, and says what was saved."""

    def __init__(self, session: Session, documents: Documents, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._documents, self._window = session, documents, window
        self._path = Path()
        self._study = Study("export", self)
        self._study.progressed.connect(self._show)
        session.studies.also_close(self._study)

    def ask(self) -> None:
        """Ask for a name and export the networks of the pass on the screen."""
        trace = self._session.player.trace
        if trace is None:
            return
        suggested = str(Path(self._documents.folder, f"network{SUFFIX}"))
        filters = [tr("PyTorch script ({pattern})", pattern=f"*{SUFFIX}")]
        path, _ = self._documents.ask_export(suggested, filters, self._window)
        if not path:
            return
        self._path = Path(path)
        self._documents.folder = str(self._path.parent)
        if trace.step:  # all its updates are repeated
            self._session.document.message.emit("note", tr("Computing the export …"))
        kernels = self._session.studies.kernels
        chosen = self._path
        self._study.begin(lambda stopped: _written(trace, kernels, chosen, stopped))

    @Slot(object)
    def _show(self, progress: Progress) -> None:
        if not progress.over:
            return
        error, saved = progress.error, progress.picture
        if isinstance(error, OSError):
            why = reason(error)
            self._session.document.unsaved.emit(
                str(error.filename or self._path), f"{why[:1].upper()}{why[1:]}."
            )
        elif error is not None:
            raise error
        elif isinstance(saved, SavedScripts):
            self._say(saved)

    def _say(self, saved: SavedScripts) -> None:
        names = first_few([shown_name(each) for each in saved.paths], MOST_NAMED)
        if saved.refused:
            sentence = tr("No network was saved.")
            if saved.paths:
                sentence = tr("Saved {files}. Other networks were not saved.", files=names)
            dialog = TextDialog(
                tr("Export to PyTorch"), sentence, "\n".join(saved.refused), self._window
            )
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()
            self._session.document.message.emit("", "")
            return
        text = tr(
            "Saved {files}. Run by Python, a script compares itself with the numbers here.",
            files=names,
        )
        self._session.document.message.emit("note", text)


def _written(
    trace: Trace, kernels: Kernels, path: Path, stopped: Callable[[], bool]
) -> Iterator[SavedScripts]:
    """Compute and write the files; runs in the thread of the study."""
    from vgsim.bridge.export import exported
    from vgsim.bridge.moment import replayed

    engine = kernels.engine(trace.experiment)
    rates = [each.rates for each in trace.curves]
    trainer = replayed(trace.experiment, trace.step, rates, engine, stopped)
    if trainer is None:
        return
    found = exported(trainer, path.stem)
    agreed = {path, path.with_suffix(DATA)} if path.exists() else {path}
    for name in found.files:  # the dialog has asked about one script, and its data, only
        target = path.with_name(name)
        if target not in agreed and target.exists():
            raise FileExistsError(EEXIST, strerror(EEXIST), str(target))
    for name, content in found.files.items():
        atomic_write(path.with_name(name), content)
    scripts = tuple(path.with_name(name) for name in found.files if name.endswith(SUFFIX))
    yield SavedScripts(scripts, found.refused)
