"""Every number of a layer against its plain formula, and at its extremes."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from nets import experiment, layers, passed

from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import Engine
from vgsim.compute.learning.training import simulate
from vgsim.compute.traces.extract import EDGES
from vgsim.compute.traces.measures import MEASURES, measure
from vgsim.compute.traces.trace import Watch
from vgsim.describe.spec import WeightEdit

TANH = {"activation": "tanh", "initializer": "he_normal", "depth": 4, "widths": (5, 5, 8, 3)}
PLAIN = {m.name for m in MEASURES.values() if m.only == "all" and not m.costly}
LAYERS = {m.name for m in MEASURES.values() if m.only == "layers" and not m.costly}


def rms(x: Any) -> float:
    return float(np.sqrt(np.mean(np.square(x))))


def third(x: Any) -> float:
    with np.errstate(all="ignore"):
        return float(np.mean(((x - x.mean()) / x.std()) ** 3))


def plain(tape: Tape, layer: int) -> dict[str, float]:
    """Every measure of one layer, as a textbook has it."""
    z, a = tape.preactivation(layer), tape.activation(layer)
    delta, w, dw = tape.grad_preactivation(layer), tape.weight(layer), tape.grad_weight(layer)
    top = layer == tape.layers
    at_a = delta if top else tape.grad_activation(layer)
    slope = np.ones(z.shape) if top else np.abs(tape.derivative(layer))
    saturating = not top and tape.plan.activation.kind not in ("rectifier", "linear")
    tiny = np.finfo(tape.plan.dtype).tiny
    return {
        "gradient_preactivation": rms(delta) * tape.batch,
        "gradient_activation": rms(at_a) * tape.batch,
        "gradient_weight": float(np.linalg.norm(dw)),
        "gradient_bias": float(np.linalg.norm(tape.grad_bias(layer))),
        "preactivation_mean": float(z.mean()),
        "preactivation_std": float(z.std()),
        "activation_mean": float(a.mean()),
        "activation_std": float(a.std()),
        "saturated": float((slope < tape.plan.layer(1).threshold).mean()) if saturating else 0.0,
        "inactive": float((slope == 0).mean()),
        "dead": float((slope == 0).all(axis=0).mean()),
        "weight_norm": float(np.linalg.norm(w)),
        "update_ratio": tape.learning_rate * float(np.linalg.norm(dw) / np.linalg.norm(w)),
        "zero_share": float((delta == 0).mean()),
        "subnormal_share": float(((delta != 0) & (np.abs(delta) < tiny)).mean()),
        "nonfinite_share": float((~np.isfinite(delta)).mean()),
        "nonfinite_signal": float((~(np.isfinite(z) & np.isfinite(a))).mean()),
        "preactivation_skew": third(z),
        "activation_skew": third(a),
        "gradient_preactivation_norm": float(np.linalg.norm(delta)),
        "gradient_activation_norm": float(np.linalg.norm(at_a)),
        "gradient_weight_rms": rms(dw),
        "clip_factor": 1.0,
        "cosine": np.nan,
        "gradient_skip": np.nan,
        "gradient_branch": np.nan,
        "norm_factor": np.nan,
    }


@pytest.mark.parametrize(
    "net",
    [
        TANH,
        TANH | {"activation": "relu", "bias": -0.5},
        TANH | {"activation": "hard_tanh", "gain": 5.0},
        TANH | {"activation": "relu6", "gain": 9.0},
        {"activation": "prelu", "depth": 1, "width": 1},
        {"activation": "sigmoid", "depth": 9, "width": 6},
    ],
)
def test_plain_formulas(engine: Engine, net: dict[str, Any]) -> None:
    tape = passed(net, engine, data="digits")
    found = measure(tape)
    assert set(found) == PLAIN | LAYERS
    for layer in layers(tape):
        expected = plain(tape, layer)
        assert set(expected) == PLAIN
        for name, value in expected.items():
            near = pytest.approx(value, rel=1e-9, abs=1e-300, nan_ok=True)
            assert found[name][layer - 1] == near, name


def test_every_measure_says_what_it_is() -> None:
    for name, entry in MEASURES.items():
        assert entry.name == name
        assert entry.label
        assert entry.formula
        assert len(entry.help) <= 160


@pytest.mark.parametrize(
    "net",
    [
        {"depth": 1, "width": 1},
        {"depth": 2, "width": 1, "activation": "relu", "initializer": "zeros"},
        {"depth": 3, "width": 4, "initializer": "constant", "scale": 1e200, "activation": "linear"},
        {"depth": 3, "width": 4, "edits": (WeightEdit(0, 2, 0, 0, float("nan")),)},
        {"depth": 3, "width": 4, "edits": (WeightEdit(0, 1, 0, 0, float("-inf")),)},
        {"depth": 100, "width": 2, "dtype": "float32"},
        {"depth": 3, "width": 4, "gain": 1e300, "activation": "tanh"},
    ],
)
@pytest.mark.parametrize("batch", [1, 5])
def test_extremes_without_a_warning(engine: Engine, net: dict[str, Any], batch: int) -> None:
    made = experiment(net, batch=batch)
    for watch in (Watch(), Watch(example=0, layer=2, unit=0), Watch(example=99, layer=999, unit=7)):
        lane = simulate(made, watch=watch, engine=engine).lanes[0]
        for name, values in lane.measures.items():
            assert values.shape == (net["depth"] + 1,)
            if name.endswith("_share") or name in ("dead", "inactive", "saturated"):
                assert np.all((values >= 0) & (values <= 1)), name


def test_lost_numbers_stay_visible(engine: Engine) -> None:
    edits = (WeightEdit(0, 2, 0, 0, float("nan")),)
    net = {"depth": 3, "width": 4, "edits": edits}
    found = simulate(experiment(net), engine=engine).lanes[0].measures
    assert np.isfinite(found["activation_mean"][0])
    assert np.isnan(found["activation_mean"][1:]).all()
    assert np.isnan(found["gradient_preactivation"][3])
    assert found["nonfinite_share"][3] == 1
    assert found["nonfinite_signal"].tolist() == [0, 0.25, 1, 1]


def test_a_large_number_is_still_a_number(engine: Engine) -> None:
    """z + a would be infinite."""
    net = {"depth": 1, "width": 4, "activation": "linear", "initializer": "zeros", "bias": 1.5e308}
    lane = simulate(experiment(net), engine=engine).lanes[0]
    assert lane.measures["nonfinite_signal"][0] == 0


def test_all_zero(engine: Engine) -> None:
    net = {"depth": 3, "width": 4, "activation": "relu", "initializer": "zeros"}
    found = simulate(experiment(net), engine=engine).lanes[0].measures
    for name in ("zero_share", "dead", "inactive"):
        assert found[name][:3].tolist() == [1, 1, 1]
    assert found["weight_norm"].tolist() == [0, 0, 0, 0]
    assert found["update_ratio"][:3].tolist() == [0, 0, 0]


def test_tiny_and_huge_gradients_keep_their_size(engine: Engine) -> None:
    """Squares of 1e-200 are 0 and of 1e200 infinite; the measures are not."""
    small = {"depth": 4, "width": 4, "activation": "linear", "initializer": "he_normal"}
    huge = simulate(experiment(small | {"gain": 1e60}), engine=engine).lanes[0].measures
    tiny = simulate(experiment(small | {"gain": 1e-60}), engine=engine).lanes[0].measures
    assert 1e-241 < tiny["gradient_preactivation"][0] < 1e-238
    assert np.isfinite(tiny["gradient_weight"]).all()
    assert tiny["gradient_weight"].min() > 1e-245
    assert huge["preactivation_mean"][3] != 0


def arrays_in(value: Any) -> list[Any]:
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, dict) or hasattr(value, "items"):
        return [each for item in value.values() for each in arrays_in(item)]
    if isinstance(value, tuple | list):
        return [each for item in value for each in arrays_in(item)]
    if is_dataclass(value):
        return [each for f in fields(value) for each in arrays_in(getattr(value, f.name))]
    return []


@pytest.mark.parametrize("watch", [Watch(), Watch(example=3, layer=2, unit=1)])
def test_a_trace_cannot_be_written_to(engine: Engine, watch: Watch) -> None:
    made = experiment(TANH, TANH | {"activation": "prelu"}, data="digits")
    trace = simulate(made, 12, watch, engine)
    arrays = arrays_in(trace)
    assert len(arrays) > 50
    assert [each for each in arrays if each.flags.writeable] == []


def test_what_a_trace_shows(engine: Engine) -> None:
    """Units, histogram and the arithmetic of one unit of one example."""
    tape = passed(TANH, engine, data="digits")
    watch = Watch(example=3, layer=2, unit=1)
    lane = simulate(experiment(TANH, data="digits"), watch=watch, engine=engine).lanes[0]
    here = slice(lane.offsets[1], lane.offsets[2])
    np.testing.assert_array_equal(lane.activation[here], tape.activation(2)[3])
    np.testing.assert_allclose(lane.gradient[here], 16 * tape.grad_preactivation(2)[3], rtol=1e-14)
    z = tape.preactivation(2)
    np.testing.assert_array_equal(lane.detail.histogram, np.histogram(z, EDGES)[0] / z.size)
    unit = lane.unit
    assert unit is not None
    assert unit.weights @ unit.inputs + unit.bias == pytest.approx(unit.preactivation, rel=1e-12)
    assert unit.activation == pytest.approx(np.tanh(unit.preactivation), rel=1e-14)
    pulled = float(unit.next_weights @ unit.next_gradients)
    assert unit.gradient_activation == pytest.approx(pulled, rel=1e-10)
    product = unit.gradient_activation * unit.derivative
    assert unit.gradient_preactivation == pytest.approx(product, rel=1e-12)
    means = simulate(experiment(TANH, data="digits"), engine=engine).lanes[0]
    mean = np.abs(tape.activation(2)).mean(axis=0)
    np.testing.assert_allclose(means.activation[here], mean, rtol=1e-14)
