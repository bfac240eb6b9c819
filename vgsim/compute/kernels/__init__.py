"""The interface to the two engines that compute a pass, and the choice between them.

Both fill the same tape. The NumPy twin is always ready; the kernels have to be compiled or loaded
first. Their results differ in the last digits, so a run never changes its engine: a trainer keeps
the one it started with, and `Kernels.engine` returns the one for new trainers.
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

from vgsim.compute.arrays.batches import Batches
from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import FloatArray
from vgsim.compute.reference.twin import Twin
from vgsim.describe.spec import Experiment, NetworkSpec, TrainingSpec
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.cells import CELLS
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.parts.own import kernel_key, kernel_name
from vgsim.parts.precision import FORMATS

PATIENCE = 180.0  # seconds the compiler may take
PART = "--part"  # precedes a module's name on the command line: see `own_command`

THROUGH_TIME = "through_time"  # the kernels of all recurrent cells
SCANNING = "scanning"  # the kernel that computes many networks at once
STEPS = tuple(f"step_{name}" for name in OPTIMIZERS)  # the kernels of the optimizers' steps
NARROW_STEPS = tuple(  # those that round to the network's narrow format
    f"{each.name}_{name}" for each in FORMATS.values() if each.needs_rounding for name in OPTIMIZERS
)
Need = tuple[type[np.float32] | type[np.float64], str]  # precision; activation or above


class Engine(Protocol):
    """Computes passes; reads and writes a tape."""

    @property
    def name(self) -> str:
        """What computes: the name that checks and the self-test show."""
        ...

    def iterate(
        self, tape: Tape | RecurrentTape, *, update: bool, histograms: bool = False
    ) -> float:
        """Run forward pass, loss and backward pass; return the loss and keep all gradients.

        With `update`, all parameters then take one step; with `histograms`, those of the
        gradients are computed, too.
        """
        ...

    def learn(self, tape: Tape, batches: Batches) -> FloatArray:
        """Run an update for each batch; return the losses, (updates,). The tape holds the last."""
        ...

    def forward(self, tape: Tape | RecurrentTape) -> None:
        """Run the forward pass only."""
        ...

    def scan(
        self, tape: Tape, examples: int, weights: FloatArray, biases: FloatArray
    ) -> FloatArray:
        """Measure signal and gradient of a network whose weights and biases are all scaled.

        Args:
            tape: a plain network before its first update, and a batch.
            examples: how many examples of the batch are used, from the first one.
            weights: (n,) factors on all weights.
            biases: (n,) factors on all biases.

        Returns:
            (4, n): log10 of the rms of ∂L/∂z at the first and at the last hidden layer, and of z
            at the first and at the last hidden layer.
        """
        ...


class Kernels:
    """Keeps track of kernels that are ready and that failed their self-test; thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ready: set[Need] = set()
        self._failed: set[Need] = set()
        self.failure = ""  # why a kernel failed most recently
        self._compiled: Engine | None = None
        self._twin = Twin()

    def needs(self, experiment: Experiment) -> frozenset[Need]:
        """Return the kernels that the lanes of an experiment need."""
        found: set[Need] = set()
        for lane in experiment.lanes:
            network = lane.network
            dtype, cell = FORMATS[network.dtype].carrier, CELLS[network.cell]
            if cell.name != "none":
                found.add((dtype, THROUGH_TIME))
            if cell.name == "none" or cell.any_activation:
                found.add((dtype, kernel_key(network.activation)))
            own = [each.activation for each in network.layers if each.activation]
            found |= {(dtype, kernel_key(each)) for each in own}
            step = step_name(network, lane.training or experiment.training)
            found |= {(dtype, step)} if step else set()
        return frozenset(found)

    def prepare(
        self,
        experiment: Experiment,
        *,
        separately: bool = False,
        also: frozenset[Need] = frozenset(),
    ) -> str:
        """Compile or load the kernels of an experiment, test them, and return the engine's name.

        This may take seconds. A kernel that fails its self-test is deleted and compiled again;
        after a second failure, or if Numba does not work at all, the NumPy twin is used instead.

        Args:
            experiment: its lanes determine the kernels.
            separately: compile in another process and only load here, so that the window stays
                responsive.
            also: further kernels to prepare.
        """
        missing = (self.needs(experiment) | also) - self._ready - self._failed
        if not missing:  # do not wait for another thread's compiler
            return self.engine(experiment).name
        with self._lock:
            if separately:
                compile_apart(missing)
            for need in sorted(missing, key=str):
                (self._ready if self._works(need) else self._failed).add(need)
        return self.engine(experiment).name

    def prepare_scans(self, experiment: Experiment, *, separately: bool = False) -> None:
        """Prepare the kernels that scan the lanes of an experiment; this may take seconds."""
        self.prepare(experiment, separately=separately, also=self._scans(experiment))

    def failing(self, needs: Iterable[Need]) -> list[str]:
        """Return the names of the kernels that fail their self-test; this may take minutes."""
        with self._lock:
            return [need_name(need) for need in sorted(needs, key=str) if not self._works(need)]

    def scanning(self, experiment: Experiment) -> Engine:
        """Return the engine that scans an experiment's lanes: the kernels if ready, else NumPy."""
        ready = self._scans(experiment) <= self._ready
        return self.engine(experiment) if ready else self._twin

    def _scans(self, experiment: Experiment) -> frozenset[Need]:
        return frozenset((dtype, SCANNING) for dtype, _ in self.needs(experiment))

    def _works(self, need: Need) -> bool:
        """Whether a kernel passes its self-test; after a failure it is compiled again once.

        Where Numba itself does not work, nothing is deleted: other programs with a Numba that
        works, and other copies that are compiling now, use the same cache.
        """
        from vgsim.compute.kernels import cache
        from vgsim.compute.kernels.machines import forget, load

        try:
            load(need[0])
        except Exception as error:  # without a compiler, NumPy still shows the network
            self.failure = f"{type(error).__name__}: {error}"
            return False
        for _ in range(2):
            try:
                from vgsim.compute.kernels.engine import NumbaEngine, prepare
                from vgsim.compute.kernels.probe import agrees

                self._compiled = self._compiled or NumbaEngine()
                prepare(frozenset({need}))
                if agrees(self._compiled, *need):
                    cache.note(need_name(need))
                    return True
                self.failure = f"{need_name(need)} gave wrong numbers"
            except Exception as error:  # a kept kernel may be damaged in any way
                self.failure = f"{type(error).__name__}: {error}"
            forget()
            cache.clear()
        return False

    def unkept(self, experiment: Experiment) -> bool:
        """Whether preparing this experiment would have to compile kernels."""
        from vgsim.compute.kernels import cache

        return not all(cache.has(need_name(need)) for need in self.needs(experiment))

    def ready(self, experiment: Experiment) -> bool:
        """Whether every kernel of this experiment is loaded, or known to fail."""
        return self.needs(experiment) <= self._ready | self._failed

    def engine(self, experiment: Experiment) -> Engine:
        """Return the kernels if all that the experiment needs passed their test, else NumPy."""
        if self._compiled is not None and self.needs(experiment) <= self._ready:
            return self._compiled
        return self._twin


def step_name(network: NetworkSpec, training: TrainingSpec) -> str:
    """Return the name of the optimizer's step kernel; "" for plain gradient descent."""
    if FORMATS[network.dtype].needs_rounding and training.optimizer_dtype == "same":
        return f"{network.dtype}_{training.optimizer}"
    alone = training.clipping == "none" and training.weight_decay == 0
    if network.cell == "none" and training.optimizer == "sgd" and alone:
        return ""
    return f"step_{training.optimizer}"


def need_name(need: Need) -> str:
    """Return a need as one word, such as float64-relu."""
    return f"{np.dtype(need[0]).name}-{kernel_name(need[1])}"


def all_needs() -> frozenset[Need]:
    """Return the needs of all kernels."""
    names = (*ACTIVATIONS, THROUGH_TIME, SCANNING, *STEPS)
    found = {(dtype, name) for dtype in (np.float64, np.float32) for name in names}
    return frozenset(found | {(np.float32, name) for name in NARROW_STEPS})


def compile_apart(needs: Iterable[Need]) -> None:
    """Compile kernels into the disk cache in another process; a failure shows when they load."""
    from vgsim.compute.kernels import cache

    missing = [need for need in needs if not cache.has(need_name(need))]
    if missing:
        words = sorted(f"{np.dtype(dtype).name}-{name}" for dtype, name in missing)
        run_apart("vgsim.compute.kernels.fill", *words)


def own_command(module: str, *words: str) -> list[str]:
    """Return the command that runs a module of this program, whether installed or from source."""
    if getattr(sys, "frozen", False):  # an installed program has no Python interpreter to call
        return [sys.executable, PART, module, *words]
    return [sys.executable, "-m", module, *words]


def run_apart(module: str, *words: str) -> None:
    """Run a module of this program in another process and ignore its result."""
    root = Path(__file__).resolve().parents[3]
    with suppress(OSError, subprocess.SubprocessError):
        subprocess.run(
            own_command(module, *words), cwd=root, check=False, timeout=PATIENCE,
            capture_output=True,
        )  # fmt: skip


def twin() -> Engine:
    """Return a NumPy engine, which is always ready."""
    return Twin()
