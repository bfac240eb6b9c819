"""Background computations on many networks: planes, comparisons, seeds, remedies."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ui.exchange.progress import Progress
from ui.worker.study import Study
from vgsim.advice.suggest import suggestions
from vgsim.advice.suggestion import HelpRequest
from vgsim.compute.kernels import Kernels
from vgsim.compute.learning.seeds import Seeds, spread
from vgsim.theory.comparison import Comparison, compare
from vgsim.theory.diagram import Plane, compute_diagram


class Studies(QObject):
    """Runs at most one study of each kind; a new one ends the current one of its kind."""

    diagram_changed = Signal(object)  # Progress of a Diagram
    comparison_changed = Signal(object)  # Progress of ComparisonResults
    spread_changed = Signal(object)  # Progress of a Spread
    suggestions_changed = Signal(object)  # Progress of Suggestions
    advice_changed = Signal(object)  # Progress of Suggestions
    failed = Signal(object)  # Exception

    def __init__(self, kernels: Kernels, parent: QObject) -> None:
        super().__init__(parent)
        self.kernels = kernels
        self._others: tuple[Study, ...] = ()
        self._plane, self._comparison = Study("plane", self), Study("comparison", self)
        self._seeds, self._remedies = Study("seeds", self), Study("remedies", self)
        self._advice = Study("advice", self)
        self.tables = Study("table", self)  # the dialog that shows a table connects to it
        for study, news in (
            (self._plane, self.diagram_changed), (self._comparison, self.comparison_changed),
            (self._seeds, self.spread_changed), (self._remedies, self.suggestions_changed),
            (self._advice, self.advice_changed),
        ):  # fmt: skip
            study.progressed.connect(news)
            study.progressed.connect(self._report)

    def compute_plane(self, plane: Plane | None) -> None:
        """Compute a plane of networks; None stops it."""
        if plane is None:
            self._plane.stop()
        else:
            self._plane.begin(lambda stopped: compute_diagram(plane, self.kernels, stopped))

    def compare(self, wanted: Comparison | None) -> None:
        """Run an experiment with many activations; None stops it."""
        if wanted is None:
            self._comparison.stop()
        else:
            self._comparison.begin(lambda stopped: compare(wanted, self.kernels, stopped))

    def spread(self, wanted: Seeds | None) -> None:
        """Run an experiment with many seeds; None stops it."""
        if wanted is None:
            self._seeds.stop()
        else:
            self._seeds.begin(lambda stopped: spread(wanted, self.kernels, stopped))

    def suggest(self, wanted: HelpRequest | None) -> None:
        """Search for changes that help a network, for the diagnosis; None stops it."""
        self._search(self._remedies, wanted)

    def advise(self, wanted: HelpRequest | None) -> None:
        """Search for changes that help a network, for the coach; None stops it."""
        self._search(self._advice, wanted)

    def _search(self, study: Study, wanted: HelpRequest | None) -> None:
        if wanted is None:
            study.stop()
        else:
            study.begin(lambda stopped: suggestions(wanted, self.kernels, stopped, compiling=False))

    def close(self) -> bool:
        """Stop all studies. Returns whether their threads have ended."""
        ended = [study.close() for study in self._all()]
        return all(ended)

    def also_close(self, *studies: Study) -> None:
        """Close these studies of others together with those here."""
        self._others += studies

    def _all(self) -> tuple[Study, ...]:
        return (
            self._plane, self._comparison, self._seeds, self._remedies, self._advice, self.tables,
            *self._others,
        )  # fmt: skip

    def _report(self, progress: Progress) -> None:
        if progress.error is not None:
            self.failed.emit(progress.error)
