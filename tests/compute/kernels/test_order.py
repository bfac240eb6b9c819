"""Tables: no number depends on their order, and a new entry needs nothing beside itself."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from nets import distance, lane
from sequences_nets import run

from vgsim.compute.kernels import Engine, twin
from vgsim.parts.cells import CELLS
from vgsim.parts.losses import LOSSES
from vgsim.parts.normalizations import NORMALIZATIONS, Normalization
from vgsim.parts.optimizers import CLIPPINGS, OPTIMIZERS

REVERSED = """
import sys
from pathlib import Path
sys.path.insert(0, str(Path("tests/compute").resolve()))
sys.path.insert(0, str(Path("tests/compute/kernels").resolve()))
from vgsim.parts import cells, losses, normalizations, optimizers
for table in (cells.CELLS, optimizers.CLIPPINGS, losses.LOSSES, normalizations.NORMALIZATIONS,
              optimizers.OPTIMIZERS, losses.OUTPUTS):
    table._entries = dict(reversed(table._entries.items()))
from vgsim.compute.kernels.engine import NumbaEngine
from vgsim.compute.kernels import twin
import test_order
for engine in (NumbaEngine(), twin()):
    print(*test_order.learned(engine))
"""


def learned(engine: Engine) -> list[str]:
    """A digest of what networks with every entry have learned, in the order of its name."""
    found = []
    for name in sorted(OPTIMIZERS):
        training = {"optimizer": name, "learning_rate": 0.01, "weight_decay": 0.01}
        net = lane({"activation": "tanh", "depth": 2, "width": 5}, engine, training=training)
        net.advance(3)
        found.append(_digest(name, net.tape.learned))
    for name in sorted(NORMALIZATIONS):
        net = lane({"normalization": name, "depth": 2, "width": 5}, engine)
        net.advance(3)
        found.append(_digest(name, net.tape.learned))
    for loss in sorted(LOSSES):
        for output in sorted(LOSSES[loss].outputs):
            net = lane({"output": output, "loss": loss, "depth": 2, "width": 5}, engine)
            net.advance(3)
            found.append(_digest(output + loss, np.append(net.tape.learned, net.tape.loss)))
    for name in sorted(CLIPPINGS):
        training = {"clipping": name, "clip_at": 0.01}
        net = lane({"depth": 2, "width": 5}, engine, training=training)
        net.advance(3)
        found.append(_digest(name, net.tape.learned))
    for name in sorted(set(CELLS) - {"none"}):
        recurrent = run({"cell": name, "width": 5}, engine)
        recurrent.advance(2)
        found.append(_digest(name, recurrent.tape.cells))
    return found


def _digest(name: str, numbers: np.ndarray) -> str:
    return f"{name}:{hashlib.sha256(np.ascontiguousarray(numbers).tobytes()).hexdigest()[:16]}"


def test_tables_may_be_reordered(kernels: Engine) -> None:
    """In a process of its own, which reads the same kept kernels."""
    told = subprocess.run(
        [sys.executable, "-c", REVERSED], capture_output=True, text=True, check=False,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    compiled, plain = (line.split() for line in told.stdout.splitlines())
    assert plain == learned(twin())
    assert compiled == learned(kernels)


def test_a_new_normalization_is_one_entry(kernels: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Units divided by their root mean square over the batch, in both engines."""
    entry = Normalization("batch_rms", "", "", "", "", over="batch", centers=False, shifts=False)
    monkeypatch.setitem(NORMALIZATIONS._entries, entry.name, entry)
    tapes = []
    for engine in (twin(), kernels):
        net = lane({"normalization": entry.name, "activation": "tanh", "depth": 3}, engine)
        net.advance(5)
        tapes.append(net.tape)
    plain, compiled = tapes
    assert np.allclose(np.square(plain.normalized(2)).mean(axis=0), 1, atol=1e-3)
    assert np.abs(plain.grad_bias(2)).max() > 0  # the mean is there
    assert distance(compiled.learned, plain.learned) <= 1e-12
    assert distance(compiled.running(2)[1], plain.running(2)[1]) <= 1e-12
