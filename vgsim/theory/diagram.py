"""Computes a phase diagram: two settings varied over a grid, coarse cells first, then finer.

Over σ_w and σ_b, all cells of a plain untrained network are computed in one batched product. Other
settings, and networks that are trained first, need a separate network for every cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import isfinite, sqrt
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.kernels import Kernels
from vgsim.compute.learning.scan import Scan, placed, scannable
from vgsim.describe.edit import replace_network
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment, Lane, NetworkSpec
from vgsim.theory.meanfield import FloatArray
from vgsim.theory.prediction import inner_layer_distribution
from vgsim.theory.sweep import SIGMAS, SweepAxis, compute_cell, prepared, stages, varied
from vgsim.words.language import tr

PAUSE = 0.15  # minimum seconds between two diagrams
MEASURES = {  # what a cell can show -> its short name
    "decades": tr("gradient"),
    "signal": tr("signal"),
    "expected_decades": tr("theory"),
    "saturated": tr("saturated"),
    "inactive_most": tr("inactive"),
    "loss": tr("loss"),
    "test_score": tr("test score"),
}
SCANNED = ("decades", "signal")
TRAINED = tuple(name for name in MEASURES if name != "signal")
SHARES = ("saturated", "inactive_most", "test_score")
SIGNED = ("decades", "expected_decades", "signal")
MOST = 0.95  # fraction of cells whose signed measures are within the reach


@dataclass(frozen=True, slots=True)
class Plane:
    """Which two settings of which lane to vary."""

    experiment: Experiment
    lane: int
    x: SweepAxis
    y: SweepAxis
    updates: int = 0  # updates of training before a cell is measured

    @property
    def sizes(self) -> bool:
        """Whether this is the plane of σ_w and σ_b."""
        prefix = f"lanes.{self.lane}.network."
        return (self.x.path, self.y.path) == tuple(prefix + name for name in SIGMAS)

    def of(self, lane: int) -> Plane:
        """The same plane for another lane."""
        old, new = f"lanes.{self.lane}.", f"lanes.{lane}."
        x, y = (replace(axis, path=axis.path.replace(old, new)) for axis in (self.x, self.y))
        return replace(self, lane=lane, x=x, y=y)

    @property
    def cell_key(self) -> Plane:
        """A key that is equal for planes with equal cells; the current values do not matter."""
        lanes = [Lane("", NetworkSpec())] * len(self.experiment.lanes)
        lanes[self.lane] = replace(self.experiment.lanes[self.lane], title="")
        bare = replace(self.experiment, title="", notes="", lanes=tuple(lanes))
        try:
            bare = moved(bare, self, self.x.values[0], self.y.values[0])
        except SpecError:
            bare = self.experiment
        return replace(self, experiment=bare)

    @property
    def scanned(self) -> bool:
        """Whether all cells can be computed at once."""
        network = self.experiment.lanes[self.lane].network
        return self.sizes and self.updates == 0 and scannable(network)


@dataclass(frozen=True, slots=True, eq=False)
class Diagram:
    """The results so far; a cell that is not computed yet shows a computed neighbor."""

    plane: Plane
    fields: Mapping[str, FloatArray] = field(default_factory=dict)  # (rows of y, columns of x)
    known: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 0), np.bool_))
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)  # (row, column) -> message
    examples: tuple[int, int] = (0, 0)  # used, in the batch
    # The largest finite value of each measure; for signed ones the 95 % quantile of magnitudes.
    reach: Mapping[str, float] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Fraction of cells that are computed."""
        return float(self.known.mean()) if self.known.size else 0.0


def position(experiment: Experiment, lane: int, path: str) -> float | None:
    """The lane's value of a setting; None if it has none or it is not finite."""
    found = _position(experiment, lane, path)
    return found if found is not None and isfinite(found) else None


def _position(experiment: Experiment, lane: int, path: str) -> float | None:
    name = path.rsplit(".", 1)[-1]
    if name not in SIGMAS:
        part: Any = experiment
        for each in path.split("."):
            inner = part[int(each)] if isinstance(part, tuple) else getattr(part, each)
            if inner is None and each in ("data", "training", "seed"):  # shared by all lanes
                inner = getattr(experiment, each)
            part = inner
        return None if part is None else float(part)
    inner = inner_layer_distribution(experiment.lanes[lane].network)
    if inner is None:
        return None
    return (
        sqrt(inner.weight_variance * inner.fan_in)
        if name == "sigma_w"
        else sqrt(inner.bias_variance)
    )


def compute_diagram(
    plane: Plane, kernels: Kernels, stopped: Callable[[], bool] = lambda: False
) -> Iterator[Diagram]:
    """Compute the plane; yields ever finer diagrams, the last one complete unless stopped.

    Raises:
        OSError, TableError, ValueError: the user's table cannot be read, or does not fit.
    """
    shape = len(plane.y.values), len(plane.x.values)
    board = _Cells(plane, SCANNED if plane.scanned else TRAINED, shape)
    yield from (_scanned if plane.scanned else _one_by_one)(plane, kernels, board, stopped)


def moved(experiment: Experiment, plane: Plane, x: float, y: float) -> Experiment:
    """The experiment with the plane's two settings at x and y.

    Raises:
        SpecError: a value is not allowed, or does not fit the other settings.
    """
    if plane.sizes:
        network = placed(experiment.lanes[plane.lane].network, float(x), float(y))
        return replace_network(experiment, plane.lane, network)
    return varied(experiment, (plane.x, plane.y), (x, y))


def table(diagram: Diagram) -> Iterator[tuple[str | float, ...]]:
    """All computed cells row by row, the titles first."""
    plane = diagram.plane
    yield plane.x.path, plane.y.path, *diagram.fields, "fault"
    for row, column in zip(*np.nonzero(diagram.known), strict=True):
        place = plane.x.values[column], plane.y.values[row]
        found = (float(values[row, column]) for values in diagram.fields.values())
        yield *place, *found, diagram.faults.get((int(row), int(column)), "")


class _Cells:
    """Collects cells and makes diagrams of them."""

    def __init__(self, plane: Plane, names: tuple[str, ...], shape: tuple[int, int]) -> None:
        self._plane = plane
        self._fields = {name: np.full(shape, np.nan) for name in names}
        self._known = np.zeros(shape, np.bool_)
        self._faults: dict[tuple[int, int], str] = {}
        self.examples = (0, 0)

    def put(self, row: int, column: int, size: int, found: Mapping[str, float | str]) -> None:
        """Store a cell; its values also fill the block of `size` until those cells are computed."""
        area = slice(row, row + size), slice(column, column + size)
        fresh = ~self._known[area]
        for name, values in self._fields.items():
            value = found[name]
            values[area][fresh] = np.nan if value == "" else float(value)
        self._known[row, column] = True
        if found.get("fault"):
            self._faults[row, column] = str(found["fault"])

    def picture(self) -> Diagram:
        fields = {name: values.copy() for name, values in self._fields.items()}
        known, faults = self._known.copy(), dict(self._faults)
        reach = {name: reach_of(name, values) for name, values in fields.items()}
        return Diagram(self._plane, fields, known, faults, self.examples, reach)


def reach_of(name: str, values: FloatArray) -> float:
    """The range of a measure, see `Diagram.reach`; 1 if there are no finite values."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return 1.0
    return float(np.quantile(np.abs(finite), MOST) if name in SIGNED else finite.max())


def _scanned(
    plane: Plane, kernels: Kernels, board: _Cells, stopped: Callable[[], bool]
) -> Iterator[Diagram]:
    rows, columns = len(plane.y.values), len(plane.x.values)
    engine = kernels.scanning(plane.experiment)
    scan = Scan(plane.experiment, plane.lane, engine, rows * columns)
    board.examples = scan.examples, scan.batch
    for size, places in stages((rows, columns)):
        if stopped():
            return
        if not places:  # a small plane has no cells of this size
            continue
        weights = np.array([plane.x.values[column] for _, column in places])
        biases = np.array([plane.y.values[row] for row, _ in places])
        first, last, signal_first, signal_last = scan.run(weights, biases)
        with np.errstate(all="ignore"):
            decades, signal = first - last, signal_last - signal_first
        for k, (row, column) in enumerate(places):
            board.put(row, column, size, {"decades": decades[k], "signal": signal[k]})
        yield board.picture()


def _one_by_one(
    plane: Plane, kernels: Kernels, board: _Cells, stopped: Callable[[], bool]
) -> Iterator[Diagram]:
    axes, lane = (plane.x, plane.y), plane.lane
    experiment = prepared(plane.experiment, axes)
    shown = perf_counter()
    for size, places in stages((len(plane.y.values), len(plane.x.values))):
        for row, column in places:
            if stopped():
                return
            values = plane.x.values[column], plane.y.values[row]
            board.put(
                row, column, size,
                compute_cell(experiment, axes, values, lane, plane.updates, kernels),
            )  # fmt: skip
            if perf_counter() - shown > PAUSE:
                yield board.picture()
                shown = perf_counter()
    yield board.picture()
