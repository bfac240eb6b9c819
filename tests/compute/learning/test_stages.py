"""A network that becomes another one on its way, and one that is branched off from another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from nets import experiment, same_bits

from vgsim.compute.kernels import Engine, twin
from vgsim.compute.learning import parallel
from vgsim.compute.learning.training import Trainer
from vgsim.describe.codec import decode, encode
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment, Lane, NetworkSpec, Stage, TrainingSpec, WeightEdit
from vgsim.describe.stages import Moment, branch, continued, with_rates

NET = {"activation": "sigmoid", "depth": 3, "width": 9}
RATE = 0.1


def trained(made: Experiment, engine: Engine, step: int) -> Trainer:
    """Straight to a step, with the pass made there."""
    trainer = Trainer(made, engine=engine)
    trainer.advance(step)
    trainer.trace()
    return trainer


def swapped(until: int = 30, to: dict[str, Any] | None = None, **training: Any) -> Experiment:
    """One lane that is NET until an update, then another network."""
    made = experiment(NET)
    before = Stage(until, NetworkSpec(**NET), made.training)
    network = NetworkSpec(**{**NET, **(to or {"activation": "relu"})})
    own = replace(made.training, **training) if training else None
    return replace(made, lanes=(Lane("", network, training=own, before=(before,)),))


def test_the_way_through_its_networks_can_be_left_and_gone_on(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "GRACE", 0.0)
    network = NetworkSpec(**NET)
    made = swapped(30)
    lane = made.lanes[0]
    third = Stage(70, replace(network, activation="elu"), made.training)
    made = replace(made, lanes=(replace(lane, before=(*lane.before, third)),))
    trainer, straight = Trainer(made, engine=engine), Trainer(made, engine=engine)
    for step in (90, 20, 65):
        left = iter((True, False) * 50)  # each call goes on once, then it stops
        while not trainer.goto(step, lambda: next(left)):  # noqa: B023
            assert trainer.step < step
        assert next(left, None) is not None
        straight.goto(step)
        assert trainer.step == step
        assert same_bits(trainer.lanes[0].tape, straight.lanes[0].tape)


def test_until_then_it_is_the_other_network(engine: Engine) -> None:
    for step in (0, 1, 29):
        one, two = trained(swapped(), engine, step), trained(experiment(NET), engine, step)
        assert same_bits(one.lanes[0].tape, two.lanes[0].tape)


def test_it_begins_with_what_was_learned(engine: Engine) -> None:
    one, two = trained(swapped(), engine, 30), trained(experiment(NET), engine, 30)
    here, there = one.lanes[0].tape, two.lanes[0].tape
    assert here.plan.spec.activation == "relu"
    assert here.learned.tobytes() == there.learned.tobytes()
    np.testing.assert_array_equal(here.activation(1), np.maximum(here.preactivation(1), 0))
    assert not same_bits(here, there)


def test_the_way_there_does_not_matter(engine: Engine) -> None:
    """Cut into calls, gone back and forth: always the same bits."""
    straight = {step: trained(swapped(), engine, step) for step in (20, 30, 31, 90)}
    trainer = Trainer(swapped(), engine=engine)
    for updates in (7, 22, 1, 1, 40):
        trainer.advance(updates)
    for step in (90, 20, 31, 90, 30, 20):
        trainer.goto(step)
        trainer.trace()
        assert same_bits(trainer.lanes[0].tape, straight[step].lanes[0].tape), step


def test_losses_go_through(engine: Engine) -> None:
    found = trained(swapped(), engine, 60).trace().curves[0]
    sigmoid = trained(experiment(NET), engine, 60).trace().curves[0]
    assert found.steps.tolist() == list(range(60))
    np.testing.assert_array_equal(found.loss[:30], sigmoid.loss[:30])
    assert np.all(found.loss[30:] != sigmoid.loss[30:])
    assert np.all(np.diff(found.evaluated) > 0)


@pytest.mark.parametrize(
    ("to", "kept"),
    [
        ({"activation": "relu", "normalization": "batch"}, "all"),
        ({"depth": 5}, "all"),
        ({"depth": 2}, "first two and outputs"),
        ({"width": 6}, "none"),
    ],
)
def test_what_fits_is_carried(engine: Engine, to: dict[str, Any], kept: str) -> None:
    here = trained(swapped(to=to), engine, 30).lanes[0].tape
    fresh = trained(experiment({**NET, **to}), engine, 0).lanes[0].tape
    there = trained(experiment(NET), engine, 30).lanes[0].tape
    for layer in range(1, here.layers + 1):
        own = there.layers if layer == here.layers else layer
        carried = kept != "none" and (own < there.layers or layer == here.layers)
        expected = there.weight(own) if carried else fresh.weight(layer)
        np.testing.assert_array_equal(here.weight(layer), expected)
    if kept == "all":
        np.testing.assert_array_equal(here.initial_weight(1), fresh.weight(1))


@pytest.mark.parametrize("normalization", ["batch", "layer"])
def test_norms_go_with_their_weights(engine: Engine, normalization: str) -> None:
    normed = {**NET, "normalization": normalization}
    made = swapped(to={**normed, "activation": "tanh"})
    stage = replace(made.lanes[0].before[0], network=NetworkSpec(**normed))
    made = replace(made, lanes=(replace(made.lanes[0], before=(stage,)),))
    here = trained(made, engine, 30).lanes[0].tape
    there = trained(experiment(normed), engine, 30).lanes[0].tape
    assert np.abs(there.gamma(1) - 1).max() > 0
    np.testing.assert_array_equal(here.gamma(2), there.gamma(2))
    if normalization == "batch":
        np.testing.assert_array_equal(here.running(1)[0], there.running(1)[0])


@pytest.mark.parametrize("optimizer", ["adam", "momentum"])
def test_an_optimizer_goes_on_or_begins_anew(engine: Engine, optimizer: str) -> None:
    """Another clipping: as if nothing had happened. From plain descent: as at its first update."""
    made = experiment(NET, training={"optimizer": optimizer, "learning_rate": 0.01})
    stage = Stage(30, NetworkSpec(**NET), made.training)
    clipped = replace(made.training, clipping="global_norm", clip_at=1e9)
    goes_on = replace(
        made, training=clipped, lanes=(Lane("", NetworkSpec(**NET), before=(stage,)),)
    )
    one, two = trained(goes_on, engine, 60), trained(replace(made, training=clipped), engine, 60)
    np.testing.assert_allclose(one.lanes[0].tape.weight(1), two.lanes[0].tape.weight(1), rtol=1e-12)

    plain = Stage(30, NetworkSpec(**NET), TrainingSpec(learning_rate=RATE))
    anew = replace(made, lanes=(Lane("", NetworkSpec(**NET), before=(plain,)),))
    trainer = trained(anew, engine, 30)
    tape = trainer.lanes[0].tape
    before, gradient = np.array(tape.weight(2)), np.array(tape.grad_weight(2))
    trainer.advance(1)
    moved = np.array(tape.weight(2)) - before
    expected = -0.01 * (np.sign(gradient) if optimizer == "adam" else gradient)
    np.testing.assert_allclose(moved, expected, rtol=1e-3, atol=1e-9)


def test_in_the_file() -> None:
    made = swapped(to={"activation": "prelu", "alpha": 0.1}, clipping="global_norm")
    assert decode(encode(made)) == made
    twice = replace(made.lanes[0], before=made.lanes[0].before * 2)
    with pytest.raises(SpecError, match="every stage must end after"):
        decode(encode(replace(made, lanes=(twice,))))
    text = encode(made).replace('"until": 30', '"until": -1')
    with pytest.raises(SpecError, match=r"lanes\[0\].before\[0\].until"):
        decode(text)


def moment(trainer: Trainer) -> Moment:
    return Moment(trainer.step, tuple(each.rates for each in trainer.trace().curves))


def test_a_branch_is_its_origin_up_to_there(engine: Engine) -> None:
    """Changes of the learning rate on the way included; begun without computing it again."""
    trainer = Trainer(experiment(NET), engine=engine)
    trainer.advance(100)
    trainer.set_learning_rate(0.5)
    trainer.advance(70)
    branched = branch(trainer.experiment, 0, moment(trainer))
    assert [stage.until for stage in branched.lanes[1].before] == [100, 170]
    two = Trainer(branched, engine=engine, before=trainer)
    assert two.shared >= 170
    two.goto(170)
    trace = two.trace()
    assert same_bits(two.lanes[0].tape, two.lanes[1].tape)
    np.testing.assert_array_equal(trace.curves[0].loss, trace.curves[1].loss)
    alone = replace(branched, lanes=branched.lanes[1:])  # as a file would be opened
    straight = trained(alone, engine, 170)
    assert same_bits(straight.lanes[0].tape, two.lanes[1].tape)
    fresh = Trainer(alone, engine=engine)
    fresh.goto(170)
    fresh.trace()
    assert same_bits(fresh.lanes[0].tape, two.lanes[1].tape)
    assert fresh.trace().curves[0].rates == ((0, RATE), (100, 0.5), (170, 0.5))
    two.goto(60)
    two.trace()
    assert same_bits(trained(experiment(NET), engine, 60).lanes[0].tape, two.lanes[1].tape)


def test_a_change_while_learning_goes_on_from_there(engine: Engine) -> None:
    trainer = Trainer(experiment(NET), engine=engine)
    trainer.advance(45)
    old = trainer.experiment
    new = replace(old, lanes=(Lane("", NetworkSpec(**{**NET, "activation": "elu"})),))
    made = continued(old, new, moment(trainer))
    assert made.lanes[0].before == (Stage(45, NetworkSpec(**NET), old.training),)
    fresh = Trainer(made, engine=engine, before=trainer)
    assert fresh.shared == 45
    fresh.goto(45)
    here, there = fresh.lanes[0].tape, trainer.lanes[0].tape
    for layer in range(1, here.layers + 1):
        np.testing.assert_array_equal(here.weight(layer), there.weight(layer))
        np.testing.assert_array_equal(here.bias(layer), there.bias(layer))
    other = replace(old, lanes=(Lane("", NetworkSpec(**{**NET, "width": 5})),))
    assert continued(old, other, moment(trainer)) == other  # another beginning
    slower = replace(old, training=replace(old.training, learning_rate=0.01))
    assert continued(old, slower, moment(trainer)) == slower  # the rate leaves its own trace


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_changed_learning_rates_are_repeated(engine: Engine, optimizer: str) -> None:
    """A film trains again what the window has trained."""
    made = experiment(NET, NET)
    made = replace(made, training=replace(made.training, optimizer=optimizer))
    trainer = Trainer(made, engine=engine)
    for updates, rate in ((10, 0.5), (7, 0.02), (13, 0.3)):
        trainer.advance(updates)
        trainer.set_learning_rate(rate)
    trainer.advance(9)
    seen = trainer.trace()
    rates = tuple(each.rates for each in seen.curves)
    written = with_rates(trainer.experiment, Moment(39, rates))
    assert [each.until for each in written.lanes[0].before] == [10, 17, 30]
    assert with_rates(written, Moment(39, rates)) == written
    again = trained(decode(encode(written)), engine, 39)
    for one, two in zip(trainer.lanes, again.lanes, strict=True):
        assert same_bits(one.tape, two.tape)
    np.testing.assert_array_equal(again.trace().curves[0].loss, seen.curves[0].loss)
    unchanged = tuple(((0, made.training.learning_rate),) for _ in made.lanes)
    assert with_rates(made, Moment(39, unchanged)) == made
    often = tuple((k, 0.1 + k) for k in range(70))
    with pytest.raises(SpecError, match="at most 64"):
        with_rates(made, Moment(99, (often, often)))


def test_other_networks_share_nothing(engine: Engine) -> None:
    trainer = Trainer(experiment(NET), engine=engine)
    trainer.advance(10)
    made = experiment({**NET, "width": 5})
    fresh = Trainer(made, engine=engine, before=trainer)
    assert (fresh.shared, fresh.furthest) == (0, 0)
    assert fresh.trace().curves[0].steps.size == 0
    assert same_bits(fresh.lanes[0].tape, trained(made, engine, 0).lanes[0].tape)


def test_what_stood_in_is_computed_again(kernels: Engine) -> None:
    """NumPy goes on from what the kernels did; when they are back, only its part is made anew."""
    made = experiment(NET)
    first = Trainer(made, engine=kernels)
    first.advance(100)
    between = Trainer(made, engine=twin(), before=first)
    assert between.shared >= 100
    between.goto(100)
    assert between.trace().curves[0].loss.tobytes() == first.trace().curves[0].loss.tobytes()
    between.set_learning_rate(0.5)
    between.advance(20)
    last = Trainer(between.experiment, engine=kernels, before=between)
    last.goto(120)
    first.set_learning_rate(0.5)
    first.advance(20)
    first.trace()
    assert last.trace().curves[0].loss.tobytes() == first.trace().curves[0].loss.tobytes()
    assert last.trace().curves[0].rates == ((0, RATE), (100, 0.5))
    assert same_bits(last.lanes[0].tape, first.lanes[0].tape)


def test_a_weight_typed_in_and_taken_back(engine: Engine) -> None:
    """What was learned before it is kept, nothing after it, not even the step itself."""
    plain = experiment(NET)
    typed = experiment({**NET, "edits": (WeightEdit(8, 2, 1, 3, 0.75),)})
    first = Trainer(plain, engine=engine)
    first.advance(20)
    first.goto(8)
    last = first
    for made in (typed, plain):
        trainer = Trainer(made, engine=engine, before=last)
        assert trainer.shared == 7
        for step in (20, 3, 8):
            trainer.goto(step)
            trainer.trace()
            assert same_bits(trainer.lanes[0].tape, trained(made, engine, step).lanes[0].tape)
        last = trainer
