"""Refusals in the window name the setting as the window does."""

from __future__ import annotations

import pytest

from vgsim.describe.edit import edit
from vgsim.describe.edit_layer import edit_layer
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment, Lane, NetworkSpec
from vgsim.describe.window_message import window_message
from vgsim.words.language import use

TWO = Experiment(lanes=(Lane("", NetworkSpec()), Lane("Mine", NetworkSpec(activation="relu"))))
ONE = Experiment(lanes=(Lane("", NetworkSpec()),))


@pytest.mark.parametrize(
    ("experiment", "path", "value", "said"),
    [
        (TWO, "lanes.0.network.depth", 500, "Sigmoid, Depth: enter a whole number from 1 to 200."),
        (TWO, "lanes.1.network.width", 0, "Mine, Width: enter a whole number from 1 to 256."),
        (ONE, "lanes.0.network.depth", 500, "Depth: enter a whole number from 1 to 200."),
        (ONE, "data.noise", 11.0, "Noise: enter a number from 0 to 10."),
        (TWO, "seed", -1, "Seed: enter a whole number from 0 to 9007199254740991."),
    ],
)
def test_a_value_out_of_bounds(experiment: Experiment, path: str, value: object, said: str) -> None:
    with pytest.raises(SpecError) as caught:
        edit(experiment, path, value)
    assert window_message(caught.value, experiment) == said


def test_no_message_in_the_window_shows_a_path() -> None:
    refused = [
        lambda: edit(TWO, "lanes.0.network.scale", 1.0),
        lambda: edit(TWO, "lanes.1.network.cell", "nothing"),
        lambda: edit(TWO, "data.batch_size", 0),
        lambda: edit_layer(TWO, 1, 3, "gain", -1.0),
        lambda: edit_layer(TWO, 1, 3, "width", 900),
    ]
    for change in refused:
        with pytest.raises(SpecError) as caught:
            change()
        words = window_message(caught.value, TWO)
        assert "lanes[" not in words
        assert "network." not in words
        assert "null" not in words
        assert words.endswith(".")


def test_a_translated_fault_does_not_offer_null() -> None:
    """Null is how a file leaves a setting at its default; the window has no such word."""
    use(lambda text, about, n: f"[{text}]")
    try:
        with pytest.raises(SpecError) as caught:
            edit(ONE, "lanes.0.network.alpha", 1.0)
        (fault,) = caught.value.faults
        assert fault.allowed == "[null; it takes [no parameter]]"
        assert window_message(caught.value, ONE).endswith("; possible: [it takes [no parameter]].]")
    finally:
        use(None)
