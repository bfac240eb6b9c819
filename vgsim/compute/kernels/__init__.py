"""The one door to the machines that compute a pass.

Two engines fill the same tape: the NumPy twin, always ready, and the kernels, which have to be
compiled or loaded first. Their results differ in the last digits, so an engine is never changed
in the middle of a run: `engine` says which is to be used from now on, and a trainer keeps its own.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.feed import Feed
from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.reference.twin import Twin
from vgsim.describe.spec import Experiment, NetworkSpec, TrainingSpec
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.cells import CELLS
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.parts.precision import FORMATS

PATIENCE = 180.0  # seconds for the compiler
PART = "--part"  # before the name of a module: see `own_command`

FloatArray = NDArray[np.float64]
THROUGH_TIME = "through_time"  # the kernels of all recurrent cells
SCANNING = "scanning"  # of many networks at once
STEPS = tuple(f"step_{name}" for name in OPTIMIZERS)  # of optimizers
NARROW_STEPS = tuple(  # that round as the network does
    f"{each.name}_{name}" for each in FORMATS.values() if each.narrow for name in OPTIMIZERS
)
Need = tuple[type[np.float32] | type[np.float64], str]  # a precision; an activation, or the above


class Engine(Protocol):
    """Computes passes over a tape."""

    @property
    def name(self) -> str: ...

    def iterate(self, tape: Tape | RecurrentTape, *, update: bool, look: bool = False) -> float:
        """Forward, loss, backward (every gradient kept) and, if asked, one update."""
        ...

    def learn(self, tape: Tape, feed: Feed) -> FloatArray:
        """Some updates; the loss of each, (updates,). The tape then holds the last of them."""
        ...

    def answer(self, tape: Tape | RecurrentTape) -> None:
        """Forward only: signals, and what follows from them for the loss."""
        ...

    def scan(
        self, tape: Tape, examples: int, weights: FloatArray, biases: FloatArray
    ) -> FloatArray:
        """What becomes of signal and gradient when all weights and biases are scaled.

        The tape holds a plain network before its first update and the batch, of which the first
        `examples` are used; (n,) factors. (4, n): log10 of the rms of ∂L/∂z at the first and at
        the last hidden layer, and of z at both.
        """
        ...


class Kernels:
    """Which kernels are ready, and which have failed their test; shared by all threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ready: set[Need] = set()
        self._failed: set[Need] = set()
        self.complaint = ""  # why kernels failed last
        self._compiled: Engine | None = None
        self._twin = Twin()

    def needs(self, experiment: Experiment) -> frozenset[Need]:
        """What the lanes of an experiment are computed with."""
        found: set[Need] = set()
        for lane in experiment.lanes:
            network = lane.network
            dtype, cell = FORMATS[network.dtype].carrier, CELLS[network.cell]
            if cell.name != "none":
                found.add((dtype, THROUGH_TIME))
            if cell.name == "none" or cell.chooses:
                found.add((dtype, network.activation))
            found |= {(dtype, each.activation) for each in network.layers if each.activation}
            step = step_name(network, lane.training or experiment.training)
            found |= {(dtype, step)} if step else set()
        return frozenset(found)

    def prepare(
        self, experiment: Experiment, *, apart: bool = False, also: frozenset[Need] = frozenset()
    ) -> str:
        """Compile or load what this experiment needs and try it; what the engine then is called.

        `apart` compiles in a process of its own and only loads here, so that a window does not
        stutter.

        May take seconds. Kernels that fail their known answer are thrown away and made once more;
        after a second failure, or where Numba cannot work at all, the twin computes.
        """
        missing = (self.needs(experiment) | also) - self._ready - self._failed
        if not missing:  # others need not wait for a compiler
            return self.engine(experiment).name
        with self._lock:
            if apart:
                compile_apart(missing)
            for need in sorted(missing, key=str):
                (self._ready if self._works(need) else self._failed).add(need)
        return self.engine(experiment).name

    def prepare_scans(self, experiment: Experiment, *, apart: bool = False) -> None:
        """Get ready what scans the lanes of an experiment; may take seconds."""
        self.prepare(experiment, apart=apart, also=self._scans(experiment))

    def failing(self, needs: Iterable[Need]) -> list[str]:
        """The names of those that do not give the known answer; may take minutes."""
        with self._lock:
            return [need_name(need) for need in sorted(needs, key=str) if not self._works(need)]

    def scanning(self, experiment: Experiment) -> Engine:
        """What scans the lanes of an experiment: the kernels if they are ready, else the twin."""
        ready = self._scans(experiment) <= self._ready
        return self.engine(experiment) if ready else self._twin

    def _scans(self, experiment: Experiment) -> frozenset[Need]:
        return frozenset((dtype, SCANNING) for dtype, _ in self.needs(experiment))

    def _works(self, need: Need) -> bool:
        """Whether these kernels, loaded or compiled, give the known answer; a second try is new."""
        from vgsim.compute.kernels import cache
        from vgsim.compute.kernels.machines import forget

        for _ in range(2):
            try:
                from vgsim.compute.kernels.engine import NumbaEngine, prepare
                from vgsim.compute.kernels.probe import agrees

                self._compiled = self._compiled or NumbaEngine()
                prepare(frozenset({need}))
                if agrees(self._compiled, *need):
                    cache.note(need_name(need))
                    return True
                self.complaint = f"{need_name(need)} gave wrong numbers"
            except Exception as error:  # a broken compiler is no reason not to show a network
                self.complaint = f"{type(error).__name__}: {error}"
            forget()
            cache.clear()
        return False

    def unkept(self, experiment: Experiment) -> bool:
        """Whether getting ready for this experiment means to compile."""
        from vgsim.compute.kernels import cache

        return not all(cache.has(need_name(need)) for need in self.needs(experiment))

    def ready(self, experiment: Experiment) -> bool:
        """Whether nothing would have to be compiled."""
        return self.needs(experiment) <= self._ready | self._failed

    def engine(self, experiment: Experiment) -> Engine:
        """The kernels if all that is needed is ready and right, else the twin."""
        if self._compiled is not None and self.needs(experiment) <= self._ready:
            return self._compiled
        return self._twin


def step_name(network: NetworkSpec, training: TrainingSpec) -> str:
    """The kernel of the optimizer's step; "" where it is one against the gradient and no more."""
    if FORMATS[network.dtype].narrow and training.optimizer_dtype == "same":
        return f"{network.dtype}_{training.optimizer}"
    alone = training.clipping == "none" and training.weight_decay == 0
    if network.cell == "none" and training.optimizer == "sgd" and alone:
        return ""
    return f"step_{training.optimizer}"


def need_name(need: Need) -> str:
    """A need as a word: float64-relu."""
    return f"{np.dtype(need[0]).name}-{need[1]}"


def all_needs() -> frozenset[Need]:
    """Every kernel there is."""
    names = (*ACTIVATIONS, THROUGH_TIME, SCANNING, *STEPS)
    found = {(dtype, name) for dtype in (np.float64, np.float32) for name in names}
    return frozenset(found | {(np.float32, name) for name in NARROW_STEPS})


def compile_apart(needs: Iterable[Need]) -> None:
    """Fill the disk cache from another process; a failure there is found out here later."""
    from vgsim.compute.kernels import cache

    missing = [need_name(need) for need in needs if not cache.has(need_name(need))]
    if missing:
        run_apart("vgsim.compute.kernels.fill", *sorted(missing))


def own_command(module: str, *words: str) -> list[str]:
    """What starts a module of this program in a process of its own, installed or not."""
    if getattr(sys, "frozen", False):  # there is no Python to be asked
        return [sys.executable, PART, module, *words]
    return [sys.executable, "-m", module, *words]


def run_apart(module: str, *words: str) -> None:
    """Run a module of this program in another process; how it ends is not told."""
    root = Path(__file__).resolve().parents[3]
    with suppress(OSError, subprocess.SubprocessError):
        subprocess.run(
            own_command(module, *words), cwd=root, check=False, timeout=PATIENCE,
            capture_output=True,
        )  # fmt: skip


def twin() -> Engine:
    """The NumPy engine: always ready."""
    return Twin()
