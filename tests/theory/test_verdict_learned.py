"""The sentence beside a network that has learned, and what shows that it has."""

from __future__ import annotations

from dataclasses import replace

from tests.theory.constructed import after, constructed
from vgsim.theory.judge import comparison, judgement
from vgsim.theory.verdict import verdict


def test_a_network_that_has_learned_is_not_starved() -> None:
    """Its gradient is small because nothing is left to learn: the loss tells the two apart."""
    still = constructed([1e-9] * 5, ratio=1e-7)
    for loss, kind, severity in ((1.3e-5, "learned", "good"), (2.3, "starved", "bad")):
        found = verdict(after(still, loss))
        assert (found.kind, found.severity, found.starved) == (kind, severity, True)
    assert "has learned" in verdict(after(still, 1.3e-5)).sentence
    nothing = after(constructed([0.0] * 5, ratio=0.0, weight=0.0), 0.0)
    assert (verdict(nothing).kind, verdict(nothing).severity) == ("learned", "good")


def test_the_batch_of_one_pass_proves_nothing() -> None:
    """Not even a loss of 0: learned is what an evaluation says."""
    found = verdict(replace(after(constructed([1e-9] * 5, ratio=1e-7), 2.0), loss=0.0))
    assert (found.kind, found.learned) == ("starved", False)
    assert not verdict(replace(constructed([1.0] * 5), loss=0.0)).learned


def test_what_has_vanished_stays_so_whatever_the_loss() -> None:
    for first, kind in ((1e-5, "vanishing"), (1e5, "exploding")):
        found = verdict(after(constructed([first, 1.0, 1.0, 1.0, 1.0]), 1e-5))
        assert (found.kind, found.severity, found.learned) == (kind, "warn", True)
        assert found.sentence.endswith("yet the training loss is nearly 0.")
    mild = verdict(after(constructed([0.05, 1.0, 1.0, 1.0, 1.0]), 1e-5))
    assert (mild.kind, mild.severity) == ("mild", "good")
    assert "slowly" not in mild.sentence
    healthy = verdict(after(constructed([0.5, 1.0, 1.0, 1.0, 1.0]), 1e-5))
    assert healthy.sentence.endswith("layer 4, and the training loss is nearly 0.")


def test_learned_is_not_taken_back_by_one_batch() -> None:
    lane = constructed([1e-9] * 5, ratio=1e-7)
    before = verdict(after(lane, 0.02))
    assert before.learned
    assert verdict(after(lane, 0.04)).kind == "starved"
    assert verdict(after(lane, 0.04), before).kind == "learned"


def test_comparison_names_who_has_learned() -> None:
    lanes = [
        replace(lane, title=title, judgement=judgement(lane))
        for title, lane in (
            ("Sigmoid", after(constructed([1e-9, 1, 1, 1, 1]), 2.306)),
            ("ReLU", after(constructed([1e-2, 1, 1, 1, 1]), 1.3e-5)),
        )
    ]
    said = "ReLU has learned (loss 1.3·10⁻⁵), but Sigmoid has not (loss 2.3)."
    assert comparison(lanes) == comparison(lanes[::-1]) == said
