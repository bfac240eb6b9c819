"""The axes of the phase diagram: any two settings, extreme and impossible ranges."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.ui.panels.phases import Window
from tests.ui.plotting import RELU, SIGMOID, experiment
from ui.curves.plane import Ruler
from vgsim.describe.edit import edit
from vgsim.describe.errors import SpecError
from vgsim.describe.fields import FIELDS


def test_any_two_settings_can_be_axes(qtbot: QtBot) -> None:
    window = Window(qtbot, experiment(SIGMOID, RELU))
    controls = window.panel.controls
    controls.across.set_key("network.depth")
    controls.up.set_key("training.learning_rate")
    controls.up.chosen.emit("training.learning_rate")
    controls.cells.set_key(8)
    plane = controls.plane()
    assert plane is not None
    assert plane.x.path == "lanes.0.network.depth"
    assert plane.y.path == "training.learning_rate"
    assert np.allclose(np.diff(np.log(plane.y.values)), np.log(10) * 5 / 7)
    assert set(np.diff(plane.x.values)) == {9.0}


def test_an_impossible_range_is_refused_with_a_message(qtbot: QtBot) -> None:
    window = Window(qtbot, experiment(SIGMOID, RELU))
    field = window.panel.controls.ends["x from"]
    field.committed.emit(99.0)
    assert window.asked[-1] == (
        "refuse",
        ("The lower end of the range must be below the upper end.",),
    )


def test_a_ruler_handles_logarithms_and_whole_numbers() -> None:
    ruler = Ruler("training.learning_rate", (0.01, 0.1, 1.0), log=True)
    assert ruler.index(ruler.place(0.13)) == 1
    assert ruler.value(ruler.place(0.1)) == pytest.approx(0.1)
    assert Ruler("lanes.0.network.depth", (1.0, 3.0, 5.0), log=False).value(2.7) == 3.0


@pytest.mark.parametrize("name", ["sigma_w", "sigma_b", "gain", "bias", "depth", "width"])
def test_extreme_numbers_are_drawn_or_left_out(qtbot: QtBot, name: str) -> None:
    """An error while painting ends the program."""
    base = experiment(SIGMOID, RELU)
    field = FIELDS[f"network.{name}"]
    for value in (field.low, field.high, 1e300, -1e300, 1e-300):
        whole = field.kind == "integer"
        with contextlib.suppress(SpecError):
            asked = edit(base, f"lanes.0.network.{name}", int(value) if whole else float(value))
            window = Window(qtbot, asked)
            for box in (window.panel.controls.across, window.panel.controls.up):
                for index in range(box.count()):
                    box.setCurrentIndex(index)
                    box.chosen.emit(box.key())
                    window.panel.grab()


@pytest.mark.parametrize(("low", "high"), [(-1e308, 1e308), (0.0, 1.7e308), (5e-324, 1e-323)])
def test_a_typed_range_is_drawn_or_refused(qtbot: QtBot, low: float, high: float) -> None:
    window = Window(qtbot, experiment(SIGMOID, RELU))
    for end, value in (("x from", low), ("x to", high), ("y from", low), ("y to", high)):
        window.panel.controls.ends[end].committed.emit(value)
        window.panel.grab()
