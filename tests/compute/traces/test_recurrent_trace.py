"""What is shown of a recurrent lane: its columns, its cell, its units, its sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sequences_nets import experiment

from vgsim.compute.kernels import Engine
from vgsim.compute.learning.training import Trainer, simulate
from vgsim.compute.traces.measures import COSTLY, MEASURES
from vgsim.compute.traces.trace import LaneTrace, Watch
from vgsim.describe.spec import Experiment, Lane, NetworkSpec
from vgsim.theory.judge import Judge
from vgsim.theory.verdict import verdict


def trained(
    fields: dict[str, Any], watch: Watch | None = None, **rest: Any
) -> tuple[Any, LaneTrace]:
    trainer = Trainer(experiment({"width": 6, **fields}, **rest))
    trainer.advance(2)
    return trainer.lanes[0].tape, trainer.trace(watch or Watch()).lanes[0]


@pytest.mark.parametrize("cell", ["vanilla", "lstm", "gru"])
def test_a_column_is_a_step(cell: str) -> None:
    tape, lane = trained({"cell": cell, "stack": 2}, Watch(example=3), length=9)
    assert (lane.axis, lane.depth, lane.levels) == ("step", 9, 2)
    assert lane.widths == (1, *[12] * 9, 2)
    for step in (1, 5, 9):
        start = lane.offsets[step - 1]
        for level in range(2):
            here = slice(start + 6 * level, start + 6 * (level + 1))
            assert np.array_equal(lane.activation[here], tape.hidden(level)[step, 3])
            expected = tape.grad_hidden(level)[step, 3] * tape.batch
            assert np.allclose(lane.gradient[here], expected, rtol=1e-12)
    assert np.array_equal(lane.activation[lane.offsets[9] :], tape.output()[-8:][3])
    both = np.concatenate([tape.grad_hidden(k)[5] for k in range(2)], axis=1)
    rms = float(np.sqrt(np.mean(np.square(both)))) * tape.batch
    assert lane.followed()[4] == pytest.approx(rms, rel=1e-12)


def test_means_are_of_magnitudes() -> None:
    tape, lane = trained({"cell": "lstm"}, Watch(level=0), length=7)
    assert np.allclose(lane.activation[:6], np.abs(tape.hidden(0)[1]).mean(axis=0))
    assert lane.cell is not None
    assert np.allclose(lane.cell.cell_state, np.abs(tape.cell_state(0)[1:]).mean(axis=1))


def test_the_cell_is_shown_over_time() -> None:
    watch = Watch(example=2, level=1)
    tape, lane = trained({"cell": "lstm", "stack": 2, "loss_at": "every"}, watch, length=11)
    cell = lane.cell
    assert cell is not None
    assert cell.level == 1
    assert list(cell.gates) == ["i", "f", "g", "o"]
    for k, values in enumerate(cell.gates.values()):
        assert np.array_equal(values, tape.gate(1)[:, 2, k])
    assert np.array_equal(cell.inputs, tape.hidden(0)[1:, 2])
    assert np.array_equal(cell.grad_cell_state, tape.grad_cell_state(1)[1:, 2] * tape.batch)
    assert cell.outputs.shape == cell.targets.shape == (11, 2)
    assert trained({"cell": "vanilla"}, length=5)[1].cell is None  # nobody looks
    plain = trained({"cell": "vanilla"}, watch, length=5)[1].cell
    assert plain is not None
    assert not plain.gates
    assert plain.cell_state.size == 0


def _sigmoid(z: float) -> float:
    return float(1 / (1 + np.exp(-z)))


@pytest.mark.parametrize("cell", ["vanilla", "lstm", "gru"])
def test_the_arithmetic_of_a_unit_adds_up(cell: str) -> None:
    watch = Watch(example=1, layer=4, unit=9)
    _, lane = trained({"cell": cell, "stack": 2}, watch, length=6)
    unit = lane.cell_unit
    assert unit is not None
    assert (unit.level, unit.unit, unit.step, unit.example) == (1, 3, 4, 1)
    z = {name: g.inputs + g.states + g.bias for name, g in unit.gates.items()}
    if cell == "vanilla":
        assert unit.hidden == pytest.approx(np.tanh(z["z"]), rel=1e-12)
        assert unit.gates["z"].gradient == pytest.approx(unit.slope * unit.gradient_hidden)
    elif cell == "lstm":
        i, f, o = (_sigmoid(z[name]) for name in "ifo")
        cell_state = f * unit.cell_state_before + i * np.tanh(z["g"])
        assert unit.cell_state == pytest.approx(cell_state, rel=1e-12)
        assert unit.hidden == pytest.approx(o * np.tanh(cell_state), rel=1e-12)
        delta = unit.gradient_cell_state * unit.cell_state_before * f * (1 - f)
        assert unit.gates["f"].gradient == pytest.approx(delta, rel=1e-9)
    else:
        n = np.tanh(z["n"] + _sigmoid(z["r"]) * z["s"])
        kept = _sigmoid(z["z"])
        assert unit.hidden == pytest.approx((1 - kept) * n + kept * unit.before, rel=1e-12)


def test_there_is_no_arithmetic_of_what_is_not_there() -> None:
    for watch in (Watch(unit=6), Watch(unit=0, layer=7), Watch(unit=0, lane=1)):
        assert trained({"cell": "lstm"}, watch, length=6)[1].cell_unit is None


def test_measures_of_gates_belong_to_gates() -> None:
    watch = Watch(costly=COSTLY)
    cells = ("vanilla", "gru")
    found = {cell: set(trained({"cell": cell}, watch, length=6)[1].measures) for cell in cells}
    gated = {name for name, m in MEASURES.items() if m.only == "gated"}
    assert gated <= found["gru"]
    assert not gated & found["vanilla"]
    assert "gradient_bound" in found["vanilla"] - found["gru"]
    every = trained({"cell": "vanilla"}, Watch(costly=COSTLY), length=6)[1].measures
    assert {name for name, m in MEASURES.items() if m.only in ("all", "recurrent")} <= set(every)
    assert all(values.shape == (7,) for values in every.values())


def test_the_ways_of_the_gradient_add_up() -> None:
    tape, lane = trained({"cell": "lstm", "loss_at": "every"}, length=15)
    whole, alone = lane.measures["gradient_carried"], lane.measures["gradient_carousel"]
    expected = np.sqrt(np.mean(np.square(tape.grad_cell_state(0)[1:]), axis=(1, 2))) * tape.batch
    assert whole[:15] == pytest.approx(expected, rel=1e-12)
    assert alone[14] == pytest.approx(whole[14], rel=1e-12)  # at the end there is no other way
    assert lane.measures["gradient_gates"][14] == pytest.approx(0, abs=1e-15)
    assert np.isnan(whole[15])


def test_the_forget_gates_mean_is_multiplied() -> None:
    tape, lane = trained({"cell": "lstm", "forget_bias": 2.0}, length=8)
    product = lane.measures["forget_product"]
    kept = tape.gate(0)[:, :, 1].mean(axis=(1, 2))
    assert product[7] == pytest.approx(lane.measures["gradient_carried"][7])
    assert product[2] / product[7] == pytest.approx(np.prod(kept[3:]), rel=1e-12)


@pytest.mark.parametrize(
    ("fields", "kind", "words"),
    [
        ({"cell": "vanilla"}, "vanishing", "too small to learn from"),
        ({"cell": "vanilla", "recurrence": "orthogonal", "bias": 0.0}, "healthy", "every step."),
        (
            {"cell": "vanilla", "activation": "relu", "recurrence": "identity",
             "spectral_radius": 1.3, "bias": 0.0},
            "exploding", "explodes",
        ),
        ({"cell": "vanilla", "truncation": 10}, "zero", "step 40 back"),
    ],
)  # fmt: skip
def test_a_sentence_says_how_far_back_it_hears(
    fields: dict[str, Any], kind: str, words: str
) -> None:
    lane = simulate(experiment({"width": 32, **fields}, length=50)).lanes[0]
    judged = verdict(lane)
    assert judged.kind == kind
    assert words in judged.sentence
    assert "layer" not in judged.sentence.lower()


def test_lanes_of_both_kinds_stand_side_by_side() -> None:
    made = experiment({"cell": "vanilla", "width": 5}, length=6)
    plain = Lane(
        "Plain", NetworkSpec(depth=3, width=4), data=replace(made.data, name="moons", length=None)
    )
    mixed = Experiment(data=made.data, lanes=(*made.lanes, plain))
    trace = simulate(mixed, 3, judge=Judge())
    assert trace.axis == "layer"
    assert [lane.axis for lane in trace.lanes] == ["step", "layer"]
    assert "At the start the gradient" in trace.comparison
    assert simulate(made).axis == "step"


def test_lost_numbers_are_found_at_their_step(engine: Engine) -> None:
    fields = {
        "cell": "vanilla", "activation": "linear", "recurrence": "identity", "width": 4,
        "spectral_radius": 1e60, "initializer": "he_normal",
    }  # fmt: skip
    lane = simulate(experiment(fields, length=12), engine=engine).lanes[0]
    assert lane.first_nonfinite is not None
    phase, step = lane.first_nonfinite
    assert phase == "forward"
    assert 5 <= step <= 7
    assert verdict(lane).kind == "broken"
    every = simulate(experiment(fields, length=12), 1, Watch(costly=COSTLY), engine).lanes[0]
    assert every.measures["nonfinite_signal"].max() > 0


def test_evaluations_count_what_takes_a_memory() -> None:
    trainer = Trainer(experiment({"cell": "gru", "width": 6}, data="copy_memory", length=25))
    trainer.advance(3)
    curves = trainer.trace().curves[0]
    assert 0 <= curves.test_accuracy[0] < 0.4  # of nine classes, blanks left out
