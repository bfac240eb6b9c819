"""Numbers below the smallest ones of a format: what is stored is what it can hold, at no cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from nets import lane
from sequences_nets import run

from tests.long import longer
from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import Engine, twin
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.parts.own import Definition, own_key

pytestmark = pytest.mark.usefixtures("few_answers")
STEPS, UNITS = 100, 20
SMALLEST, GRID = 2.0**-126, 2.0**-149  # of float32


def _pair(
    kernels: Engine,
    fields: dict[str, Any],
    decays: tuple[float, ...],
    late: float,
    lost: int | None = None,
) -> tuple[RecurrentTape, RecurrentTape]:
    """The same network in float64 by NumPy, in float32 by the kernels, after a pass.

    `decays`: norms of the levels' recurrent weights; `late`: factor on the last inputs; `lost`:
    the step at which an input of the first example is NaN.
    """
    found = []
    for dtype, engine in (("float64", twin()), ("float32", kernels)):
        wanted = {"width": UNITS, "stack": len(decays), "dtype": dtype, **fields}
        lane = run(wanted, engine, data="adding", length=STEPS)
        lane.run_pass()
        found.append(lane.tape)
    exact, tape = found
    rng = np.random.default_rng(2)
    for level, decay in enumerate(decays):
        weight = tape.recurrent_weight(level)
        for gate in range(len(weight)):
            weight[gate] = decay * np.linalg.qr(rng.standard_normal((UNITS, UNITS)))[0]
        if tape.plan.cell.name != "vanilla":
            tape.bias(level)[1] = -3.0  # the gate that keeps the state
    for level in range(tape.levels):
        for name in ("recurrent_weight", "input_weight", "bias"):
            getattr(exact, name)(level)[...] = getattr(tape, name)(level)
    exact.output_weight()[...] = tape.output_weight()
    exact.output_bias()[...] = tape.output_bias()
    tape.inputs()[-10:] *= late
    if lost is not None:
        tape.inputs()[lost, 0, 0] = np.nan
    exact.inputs()[...] = tape.inputs()
    for each, engine in zip(found, (twin(), kernels), strict=True):
        each.refresh()
        engine.iterate(each, update=False)
    return exact, tape


KINDS: list[tuple[dict[str, Any], tuple[float, ...], float]] = [
    ({"cell": "vanilla"}, (0.3,), 1.0),
    ({"cell": "lstm"}, (0.3,), 1.0),
    ({"cell": "gru"}, (0.3,), 1.0),
    ({"cell": "vanilla", "truncation": 20}, (0.3,), 1.0),
    # gradients that fade at different speeds in the levels
    ({"cell": "vanilla"}, (0.7, 0.2), 1.0),
    ({"cell": "lstm"}, (0.2, 0.7), 1.0),
    ({"cell": "gru"}, (0.7, 0.2), 1.0),
    # saturated at the end, so that they fade there first
    ({"cell": "vanilla"}, (0.2, 1.1), 30.0),
    ({"cell": "vanilla", "loss_at": "every"}, (0.2, 0.3), 30.0),
]
FADING = pytest.mark.parametrize("kind", range(len(KINDS)))


@FADING
@pytest.mark.parametrize("later", [0, *longer([1, 2])])
def test_a_nan_stays_where_all_other_gradients_fade(kernels: Engine, kind: int, later: int) -> None:
    """At one of three steps, another one for the next kind of network."""
    fields, decays, late = KINDS[kind]
    lost = (0, STEPS // 2, STEPS - 1)[(kind + later) % 3]

    def places(tape: RecurrentTape, level: int) -> dict[str, Any]:
        found = {
            "hidden": tape.hidden(level), "grad_hidden": tape.grad_hidden(level),
            "grad_preactivation": tape.grad_preactivation(level), "bias": tape.bias(level, 1),
            "recurrent_weight": tape.recurrent_weight(level, 1),
            "input_weight": tape.input_weight(level, 1),
        }  # fmt: skip
        return {name: np.isnan(values) for name, values in found.items()}

    exact, tape = _pair(kernels, fields, decays, late, lost)
    for weights in (1.0, 2.0**-120):  # of the output layer: all gradients start near 0, too
        for each, engine in ((exact, twin()), (tape, kernels)):
            each.output_weight()[...] *= weights
            each.refresh()
            engine.iterate(each, update=False)
        for level in range(tape.levels):
            expected, found = places(exact, level), places(tape, level)
            for name, there in expected.items():
                assert (found[name] == there).all(), name
            assert expected["grad_hidden"].any()


@FADING
def test_recurrent_gradients_fade_as_the_format_says(kernels: Engine, kind: int) -> None:
    fields, decays, late = KINDS[kind]
    exact, tape = _pair(kernels, fields, decays, late)
    for level in range(tape.levels):
        pairs = [(tape.grad_hidden(level), exact.grad_hidden(level))]
        pairs += [(tape.grad_preactivation(level), exact.grad_preactivation(level))]
        if fields["cell"] == "lstm":
            pairs += [(tape.grad_cell_state(level), exact.grad_cell_state(level))]
        for found, true in pairs:
            for t in range(len(found)):
                peak = float(np.abs(true[t]).max())
                apart = float(np.abs(found[t].astype(np.float64) - true[t]).max())
                assert apart <= 0.01 * peak + 16 * GRID, (level, t, peak)
                assert peak > GRID / 64 or not found[t].any(), (level, t, peak)
        found, true = tape.input_weight(level, 1), exact.input_weight(level, 1)
        assert np.abs(found - true).max() <= 1e-3 * np.abs(true).max()
        wanted = np.abs(true) > 100 * SMALLEST
        assert (np.abs(found - true)[wanted] <= 0.1 * np.abs(true)[wanted]).mean() > 0.98


def test_float32_holds_subnormal_gradients_through_time(kernels: Engine) -> None:
    """Nothing is flushed: the last gradients before 0 are multiples of the format's grid."""
    _, tape = _pair(kernels, {"cell": "vanilla"}, (0.3,), 1.0)
    sizes = np.abs(tape.grad_hidden(0)).max(axis=(1, 2))
    assert ((sizes > 0) & (sizes < SMALLEST)).sum() >= 5
    assert not sizes[1 : np.flatnonzero(sizes)[0]].any()
    assert sizes[1] == 0


def _dense(kernels: Engine, dtype: str, fields: dict[str, Any]) -> tuple[Tape, Tape]:
    """The same network in float64 by NumPy, in `dtype` by the kernels, after a pass."""
    found = []
    for name, engine in (("float64", twin()), (dtype, kernels)):
        each = lane({"width": 24, **fields, "dtype": name}, engine, data="digits", batch=20)
        each.run_pass()
        found.append(each.tape)
    exact, tape = found
    for layer in range(1, tape.layers + 1):
        exact.weight(layer)[...] = tape.weight(layer)
        exact.bias(layer)[...] = tape.bias(layer)
    exact.refresh()
    twin().iterate(exact, update=False)
    return exact, tape


@pytest.mark.parametrize("activation", ["linear", "tanh", "relu", "prelu", "gelu", "selu", "silu"])
def test_signals_fade_as_the_format_says(kernels: Engine, activation: str) -> None:
    fields = {"activation": activation, "initializer": "lecun_normal", "gain": 0.05, "depth": 50}
    exact, tape = _dense(kernels, "float32", fields)
    faint = 0
    for layer in range(1, tape.layers):
        for name in ("preactivation", "activation"):
            found, true = getattr(tape, name)(layer), getattr(exact, name)(layer)
            peak = float(np.abs(true).max())
            apart = float(np.abs(found.astype(np.float64) - true).max())
            assert apart <= 1e-4 * peak + 16 * GRID, (layer, name)
            assert peak > GRID / 64 or not found.any(), (layer, name)
            far = np.abs(exact.preactivation(layer)) > 0.01 * peak + 16 * GRID  # from a kink
            slopes = [each.derivative(layer)[far] for each in (tape, exact)]
            assert np.allclose(*slopes, rtol=1e-3, atol=1e-3), layer
            faint += 0 < np.abs(found).max() < SMALLEST
    assert faint >= 4  # subnormal signals are there: nothing is flushed
    assert not tape.activation(tape.layers - 1).any()


@pytest.mark.parametrize("formula", ["x^2", "max(x, 1e-20)"])
def test_faint_signals_follow_curves_that_are_no_lines(kernels: Engine, formula: str) -> None:
    """Their slope is another one, or still changes, where the signals are."""
    activation = own_key(Definition("mine", formula))
    fields = {"activation": activation, "initializer": "lecun_normal", "gain": 3e-5, "depth": 8}
    exact, tape = _dense(kernels, "float32", fields)
    for layer in range(1, tape.layers):
        for name in ("activation", "derivative"):
            found, true = getattr(tape, name)(layer), getattr(exact, name)(layer)
            peak = float(np.abs(true).max())
            assert np.abs(found - true).max() <= 1e-3 * peak + 16 * GRID, (layer, name)


def test_statistics_of_faint_signals_are_true(kernels: Engine) -> None:
    fields = {"activation": "tanh", "initializer": "lecun_normal", "gain": 0.05, "depth": 25}
    _, tape = _dense(kernels, "float32", fields)
    kernels.iterate(tape, update=False)
    statistics = tape.bound.statistics  # type: ignore[attr-defined]
    for layer in range(1, tape.layers):
        a = tape.activation(layer).astype(np.float64)
        assert statistics[layer, 1] == pytest.approx(a.std(), rel=1e-3), layer
        gradient = np.sqrt(np.square(tape.grad_weight(layer).astype(np.float64)).sum())
        assert statistics[layer, 7] == pytest.approx(gradient, rel=1e-3), layer


@pytest.mark.parametrize("optimizer", [name for name, each in OPTIMIZERS.items() if each.states])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_memories_of_a_dead_layer_fade_to_nothing(
    kernels: Engine, optimizer: str, dtype: str
) -> None:
    """0.9 times the smallest number is that number; here memories end at 0 in both engines."""
    for engine in (kernels, twin()):
        fields = {"activation": "relu", "initializer": "he_normal", "depth": 2, "dtype": dtype}
        each = lane(fields, engine, data="moons", training={"optimizer": optimizer})
        each.run_pass()
        tape = each.tape
        smallest = np.finfo(tape.cells.dtype).tiny
        tape.states[...] = 4 * smallest
        for layer in (1, 2):
            tape.bias(layer)[...] = -100
        tape.learning_rate = 0.0
        for tape.step in range(1, 40):
            engine.iterate(tape, update=True)
            assert not ((tape.states != 0) & (np.abs(tape.states) < smallest)).any()
        first, second = tape.states_of("weight", 1)
        fading = optimizer not in ("adagrad", "rmsprop")  # 0.99 and 1 times need longer
        assert not fading or not first.any()
        assert optimizer == "adagrad" or (second <= 4 * smallest).all()


@contextmanager
def _flushing() -> Iterator[None]:
    """The processor takes every subnormal operand and result for 0."""
    from numba import njit

    from vgsim.compute.kernels.simd.mode import FLUSHING, get_mode, set_mode

    if not FLUSHING:
        pytest.skip("this processor's mode is not known")
    mode = njit(lambda: get_mode())()
    change = njit(lambda mode: set_mode(mode))
    change(mode | FLUSHING)
    try:
        yield
    finally:
        change(mode)


def _faded(kernels: Engine, name: str, dtype: str) -> Tape | RecurrentTape:
    """A network whose signals (dense) or gradients (through time) vanish."""
    wide = dtype == "float64"
    if name in ACTIVATIONS:
        fields = {"activation": name, "gain": 1e-7 if wide else 0.02, "depth": 60, "width": 24}
        each = lane(fields | {"dtype": dtype}, kernels, data="digits", batch=20)
        each.run_pass()
        return each.tape
    fields = {"cell": name, "width": UNITS, "dtype": dtype}
    through = run(fields, kernels, data="adding", length=STEPS)
    through.run_pass()
    tape = through.tape
    rng = np.random.default_rng(2)
    for weight in tape.recurrent_weight(0):
        weight[...] = (1e-5 if wide else 0.3) * np.linalg.qr(rng.standard_normal((UNITS, UNITS)))[0]
    if name != "vanilla":
        tape.bias(0)[1] = -20.0 if wide else -3.0
    tape.refresh()
    return tape


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ["tanh", "relu", "vanilla", "lstm", "gru"])
def test_no_arithmetic_with_subnormal_numbers(kernels: Engine, name: str, dtype: str) -> None:
    """They are stored, so they would be lost if the processor computed with them here."""
    tape = _faded(kernels, name, dtype)
    kernels.iterate(tape, update=False)
    kept = tape.cells.copy()
    with _flushing():
        kernels.iterate(tape, update=False)
    sizes = np.abs(kept)
    subnormal = (sizes > 0) & (sizes < np.finfo(kept.dtype).tiny)
    assert subnormal.sum() > 100
    assert (tape.cells != kept)[subnormal].mean() < 0.01
    assert (tape.cells != kept).mean() < 1e-3
