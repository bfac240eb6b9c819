"""Ill networks get the remedy that the literature has for them; what does not help is not offered.

Sources: Glorot and Bengio 2010; He et al. 2015; Ioffe and Szegedy 2015; Ba et al. 2016; Maas et al.
2013 (leaky ReLU); Golik et al. 2013 (cross-entropy); LeCun et al. 1998 (standardized inputs);
Micikevicius et al. 2018 (loss scale); Gers et al. 2000 and Jozefowicz et al. 2015 (forget bias);
Pascanu et al. 2013 (clipping); Saxe et al. 2014 (orthogonal weights).
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from math import nan
from typing import Any

import pytest

from tests.advice.searches import kernels, search
from tests.long import longer
from vgsim.advice import suggest
from vgsim.advice.changes import Changes
from vgsim.advice.faults import network_faults
from vgsim.advice.suggestion import MOST, SEEDS, HelpRequest, Suggestions
from vgsim.advice.trial import TrialResult, helps, tried
from vgsim.advice.words import as_report, details, sentence, shortened, summary
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import Watch
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.theory.judge import Judge

pytestmark = pytest.mark.usefixtures("compiled")


def made(data: DataSpec, rate: float = 0.1, optimizer: str = "sgd", **network: Any) -> Experiment:
    training = TrainingSpec(optimizer=optimizer, learning_rate=rate)
    return Experiment(
        seed=5, data=data, training=training, lanes=(Lane("", NetworkSpec(**network)),)
    )


def asked(experiment: Experiment, step: int = 0, updates: int | None = None) -> HelpRequest:
    trainer = Trainer(experiment, judge=Judge())
    trainer.advance(step)
    trainer.evaluate()
    return HelpRequest(experiment, 0, trainer.trace(Watch(costly=COSTLY)).lanes[0], updates)


def found(question: HelpRequest) -> Suggestions:
    *_, news = search(question)
    assert news.over
    return news


@cache
def answer(name: str) -> tuple[HelpRequest, Suggestions]:
    """The question of an ill network and its answer, which is searched once for all tests."""
    question = asked(ILL[name][0], updates=UPDATES)
    return question, found(question)


UPDATES = 40  # of a training
MOONS, IRIS, LATCH = DataSpec("moons", 32), DataSpec("iris", 32), DataSpec("latch", 16, length=25)
ILL: dict[str, tuple[Experiment, str, tuple[str, ...]]] = {
    "deep sigmoid": (
        made(IRIS, depth=8, width=8, activation="sigmoid"), "vanishing",
        ("ReLU with He", "tanh with Xavier", "SELU with LeCun", "Batch norm"),
    ),
    "weights that are too small": (
        made(IRIS, depth=6, width=8, activation="tanh", initializer="normal", scale=0.01),
        "vanishing", ("Xavier normal", "Batch norm", "SELU with LeCun", "Orthogonal weights"),
    ),
    "equal weights": (
        made(IRIS, depth=3, width=16, activation="relu", initializer="constant"), "symmetric",
        ("He normal", "Xavier normal", "SELU with LeCun"),
    ),
    "all weights 0": (
        made(IRIS, depth=2, width=8, activation="relu", initializer="zeros"), "symmetric",
        ("He normal", "Xavier normal", "SELU with LeCun"),
    ),
    "units that are dead by their biases": (
        made(MOONS, depth=2, width=8, activation="relu", initializer="he_normal", bias=-30.0),
        "dead", ("Biases back to 0",),
    ),
    "inputs as measured": (
        made(DataSpec("wine", 32, standardize=False), depth=2, width=16, activation="relu",
             initializer="he_normal"),
        "steep", ("Standardize the inputs",),
    ),
    "saturated outputs": (
        made(DataSpec("iris", 32), depth=2, width=32, activation="relu", initializer="normal",
             output="softmax", loss="mse"),
        "flat", ("Cross-entropy instead of squared error", "He normal", "Smaller weights (× 0.1)"),
    ),
    "batch norm with a batch of two": (
        made(DataSpec("iris", 2), depth=3, width=16, activation="relu", initializer="he_normal",
             normalization="batch"),
        "tiny batch", ("Batch size 64", "Layer norm instead of batch norm"),
    ),
    "a rate far too high": (
        made(IRIS, 30.0, depth=2, width=16, activation="relu", initializer="he_normal"), "steep",
        ("Learning rate / 100", "Default learning rate", "Clip the gradient's norm at 1"),
    ),
    "gradients below the floor of float16": (
        made(IRIS, depth=6, width=8, activation="sigmoid", initializer="normal", scale=0.05,
             dtype="float16"),
        "underflow", ("ReLU with He", "float32", "Loss scale 2¹⁴", "Batch norm", "tanh with Xavier",
                      "SELU with LeCun"),
    ),
    "a gate that forgets": (
        made(LATCH, 0.01, "adam", cell="lstm", width=6, activation="tanh", forget_bias=-2.0),
        "vanishing", ("Forget bias 1", "Forget bias 3", "Forget bias 5"),
    ),
    "a plain cell": (
        made(LATCH, 0.01, "adam", cell="vanilla", width=6, activation="tanh"), "vanishing",
        ("Orthogonal recurrent weights", "LSTM instead of a plain cell", "LSTM with forget bias 5",
         "ReLU with identity recurrent weights"),
    ),
}  # fmt: skip


# each has an illness and a kind of network that another one has, too
AGAIN = ("weights that are too small", "all weights 0")


@pytest.mark.parametrize("name", [*(name for name in ILL if name not in AGAIN), *longer(AGAIN)])
def test_an_ill_network_gets_its_remedy(name: str) -> None:
    experiment, ill, known = ILL[name]
    question, news = answer(name)
    assert ill in network_faults(question.seen)
    labels = [offer.label for offer in news.offers]
    assert set(labels) & set(known), (labels, news.tried)
    assert len(labels) <= MOST
    for offer in news.offers:
        assert helps(offer.before, offer.tried)
        assert offer.tried != offer.before  # a remedy that changes nothing is none
    last = SEEDS - 1
    before = tried(experiment, 0, {}, UPDATES, last, kernels())
    after = tried(experiment, 0, news.offers[0].changes, UPDATES, last, kernels())
    assert before is not None
    assert after is not None
    assert helps(before, after)


def test_a_healthy_network_needs_nothing() -> None:
    experiment = made(IRIS, depth=3, width=32, activation="relu", initializer="he_normal")
    for step in (0, 300):
        news = found(asked(experiment, step))
        assert (news.found, news.offers, news.tried) == (frozenset(), (), ())
        assert summary(news) == ""


def test_where_nothing_helps_it_says_what_was_tried() -> None:
    experiment = made(DataSpec("moons", 32, label_noise=0.5), 0.1, depth=3, width=4)
    news = found(asked(experiment, updates=2))  # too few updates for any remedy to show
    assert news.offers == ()
    assert news.pairs
    assert news.series
    kept = replace(news, pairs=(), series=())
    assert kept.tried
    assert summary(kept) == f"Tried: {', '.join(kept.tried)}; none helped."


def test_the_same_question_has_the_same_answer() -> None:
    question, news = answer("a rate far too high")
    assert found(question) == news


def test_a_search_tells_how_far_it_is_and_can_be_stopped() -> None:
    question = asked(ILL["inputs as measured"][0], updates=30)
    seen = list(search(question))
    done = [news.done for news in seen]
    assert done == sorted(done)
    assert done[-1] == seen[-1].runs
    asks = iter([False] * 12)
    stopped = list(search(question, stopped=lambda: next(asks, True)))
    assert 0 < len(stopped) < len(seen)
    assert not stopped[-1].over


def test_a_suggestion_in_words_and_in_a_report() -> None:
    offer = answer("deep sigmoid")[1].offers[0]
    after, before = 100 * offer.tried.score, 100 * offer.before.score
    assert (
        sentence(offer)
        == f"{offer.label}: {after:.0f} % after {UPDATES} updates instead of {before:.0f} %"
    )
    assert shortened(offer) == f"{offer.label}: {after:.0f} %, not {before:.0f} %"
    assert "Measured gradient at layer 1 ÷ last layer" in details(offer)
    report = as_report(offer)
    assert json.loads(json.dumps(report, allow_nan=False)) == report
    assert set(report) == {"label", "edits", "helps", "expected_decades", "tried"}
    assert set(report["tried"]) == {"updates", "loss", "test_accuracy", "decades"}
    assert all(path.startswith("lanes.0.network.") for path in report["edits"])
    lost = replace(offer, tried=replace(offer.tried, classes=False, decades=float("nan")))
    assert as_report(lost)["tried"]["test_accuracy"] is None
    assert as_report(lost)["tried"]["decades"] is None


LOUD = {"recurrence": "orthogonal", "spectral_radius": 3.0, "activation": "relu"}


def test_what_keeps_numbers_finite_is_named_though_nothing_helps() -> None:
    """A ReLU cell whose weights double everything; ten updates teach no network anything."""
    data = DataSpec("latch", 16, length=30)
    question = asked(made(data, 0.5, cell="vanilla", width=4, **LOUD), 5, updates=10)
    *seen, news = search(question)
    assert (news.found, news.offers) == (frozenset({"lost"}), ())
    assert [each.done for each in seen] == sorted(each.done for each in seen)
    assert all(each.done <= each.runs for each in seen)
    assert len({each.done for each in seen[-SEEDS:]}) == SEEDS  # what is tried at last counts, too
    kept = news.finite
    assert kept is not None
    assert not news.all_lost
    assert kept.label in (*news.tried, *news.combined)
    for number in range(SEEDS):
        own = tried(question.experiment, 0, kept.changes, 10, number, kernels())
        assert own is not None
        assert not own.lost
    text = summary(news)
    assert "none helped" in text
    assert text.startswith(
        "No remedy helps, but with this one all numbers stay finite, on each of 10 seeds: "
        f"{kept.label} (loss "
    )
    assert "after 10 updates; a blind guess has 0.69)." in text
    assert json.loads(json.dumps(as_report(kept), allow_nan=False))["helps"] is None


def test_a_search_knows_that_numbers_are_lost_with_every_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    question = asked(
        made(DataSpec("latch", 16, length=30), 0.5, cell="vanilla", width=4, **LOUD), 5
    )

    def lost(
        experiment: Experiment, lane: int, changes: Changes, updates: int, *_: object
    ) -> TrialResult:
        return TrialResult(updates, nan, 0.69, nan, True, 0.0, None, lost=True)

    monkeypatch.setattr(suggest, "tried", lost)
    news = found(question)
    assert (news.offers, news.finite, news.all_lost) == ((), None, True)
    assert summary(news).endswith("With all of them, numbers become NaN or infinite, too.")


def test_where_numbers_are_lost_with_every_remedy_it_says_so() -> None:
    news = answer("a rate far too high")[1]
    none = replace(news, found=frozenset({"lost"}), offers=(), tried=("A", "B"), all_lost=True)
    none = replace(none, pairs=(), series=(), over=True)
    assert summary(none) == (
        "Tried: A, B; none helped. With all of them, numbers become NaN or infinite, too."
    )
