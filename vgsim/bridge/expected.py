"""The passes that a script compares itself with, and how closely it can be expected to agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from vgsim.bridge import arrays as plain
from vgsim.bridge import recurrent_arrays as recurrent
from vgsim.bridge.moment import NetworkMoment
from vgsim.bridge.refused import NotExported
from vgsim.bridge.tolerance import (
    lost_below,
    rounded_up,
    roundings_alone,
    signals_cancel,
    tolerance,
)
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array, FloatArray
from vgsim.compute.learning.lane import LaneRun
from vgsim.compute.learning.recurrent_run import RecurrentRun
from vgsim.words.language import tr

MOST = 20  # updates that are compared
SAFETY = 4  # PyTorch's roundings may be this much worse than one of every weight
# roundings grow too fast, numbers become infinite, or a gradient is nothing but roundings
Stop = Literal["", "grows", "infinite", "cancels"]
Numbers = dict[str, Array]


@dataclass(frozen=True, slots=True, eq=False)
class ExpectedPasses:
    """What the program computes from a moment on."""

    losses: FloatArray  # (updates + 1,) of every pass
    first: Numbers  # signals and gradients of the first pass, by the script's names
    last: Numbers  # of the last one; empty if only one is compared
    tolerance: float  # the largest relative difference
    stopped: Stop  # why fewer updates than usual are compared
    left_out: tuple[str, ...]  # gradients that are not compared: only roundings

    @property
    def updates(self) -> int:
        """Updates between the first and the last pass."""
        return len(self.losses) - 1


def expected_passes(moment: NetworkMoment) -> ExpectedPasses:
    """Compute the passes of the next updates.

    A second run, whose weights differ in the last digit, shows how much roundings grow. Updates
    at which they have grown beyond the tolerance are not compared.
    """
    run, other = moment.run(), _nudged(moment).run()
    most = MOST if moment.end is None else min(MOST, moment.end - 1 - moment.step)
    losses: list[float] = []
    first: Numbers = {}
    last: Numbers = {}
    exact, left_out = 0.0, set[str]()
    stopped: Stop = ""
    for update in range(most + 1):
        run.run_pass()
        other.run_pass()
        here, cancelled = signals_and_gradients(run), roundings_alone(run.tape)
        if not all(np.isfinite(each).all() for each in (np.array(run.tape.loss), *here.values())):
            stopped = "infinite"
            break
        if signals_cancel(run.tape):
            stopped = "cancels"
            break
        lost = lost_below(run.tape)
        if lost:
            here = {name: array for name, array in here.items() if not _below(name, lost)}
            left_out.add("layers 1 to " + str(lost) if isinstance(run, LaneRun) else "the cells")
            cancelled = {name for name in cancelled if f"gradient of {name}" in here}
        left_out |= cancelled
        for name in cancelled:
            del here[f"gradient of {name}"]
        apart = max(
            difference({"loss": np.array(run.tape.loss)}, {"loss": np.array(other.tape.loss)}),
            difference(here, signals_and_gradients(other)),
        )
        allowed = max(exact, tolerance(run.tape))
        if update == 0:
            first, exact = here, allowed
            if 2 * SAFETY * apart > allowed:
                exact = rounded_up(8 * SAFETY * apart)
        elif SAFETY * apart > exact:
            stopped = "grows"
            break
        else:
            last, exact = here, allowed
        losses.append(run.tape.loss)
        if lost or roundings_alone(run.tape, purely=True):  # so is what this update changes
            stopped = "cancels" if update < most else ""
            break
        run.advance(1)
        other.advance(1)
    if not losses:
        if stopped == "cancels":
            raise NotExported(
                tr(
                    "Numbers cancel in its forward pass, as between equal units, and only their "
                    "roundings are left: other programs have others, so nothing could be checked."
                )
            )
        raise NotExported(
            tr("Its numbers are infinite or undefined by now: there is nothing to continue.")
        )
    return ExpectedPasses(np.array(losses), first, last, exact, stopped, tuple(sorted(left_out)))


def _below(name: str, lost: int) -> bool:
    """Whether this is a gradient of one of the first layers, or of a recurrent cell."""
    place = name.removeprefix("gradient of ")
    if place == name:
        return False
    if place.startswith("cell"):
        return True
    if place.startswith("layers."):
        return int(place.split(".")[1]) < lost
    return place.startswith("layer ") and int(place.split()[1]) <= lost


def _nudged(moment: NetworkMoment) -> NetworkMoment:
    """The same network with every weight rounded up or down once, and every step a little."""
    learned = moment.snapshot.learned
    signs = np.random.default_rng(0).choice([-1.0, 1.0], len(learned))
    eps = float(np.finfo(learned.dtype).eps)
    nudged = (learned * (1 + signs * eps)).astype(learned.dtype)
    rates = tuple((since, rate * (1 + 4 * eps)) for since, rate in moment.rates)
    return replace(moment, snapshot=replace(moment.snapshot, learned=nudged), rates=rates)


def difference(here: Mapping[str, Array], there: Mapping[str, Array]) -> float:
    """The largest difference of any array, relative to its largest number."""
    worst = 0.0
    with np.errstate(all="ignore"):
        for name, array in here.items():
            one, two = np.float64(array), np.float64(there[name])
            apart = np.abs(one - two)[~((one == two) | (np.isnan(one) & np.isnan(two)))]
            if apart.size:
                largest = float(np.abs(np.where(np.isfinite(one), one, 0)).max())
                smallest = float(np.finfo(array.dtype).tiny) / 1e-11
                found = float(apart.max()) / max(largest, smallest)
                worst = max(worst, found if found == found else float("inf"))
    return worst


def parameters(run: LaneRun | RecurrentRun) -> list[plain.Numbers]:
    """The parameter arrays of a network."""
    tape = run.tape
    if isinstance(tape, Tape):
        return list(plain.parameters(tape))
    return list(recurrent.recurrent_parameters(tape))


def without_gradient(run: LaneRun | RecurrentRun, name: str) -> bool:
    """Whether this is a second bias of a recurrent cell, which the script freezes at 0."""
    return isinstance(run, RecurrentRun) and "bias_hh" in name and run.plan.cell.name != "gru"


def signals_and_gradients(run: LaneRun | RecurrentRun) -> Numbers:
    """Signals and gradients of the pass in the tape, by the names that the script uses."""
    tape = run.tape
    signals = (
        plain.activations(tape) if isinstance(tape, Tape) else recurrent.recurrent_activations(tape)
    )
    found: Numbers = {}
    for name, array in signals.items():
        own = name.removesuffix(".grad")
        found[name if own == name else f"gradient of {own}"] = np.array(array)
    for each in parameters(run):
        if not without_gradient(run, each.name):
            found[f"gradient of {each.name}"] = np.array(each.gradient)
    return found
