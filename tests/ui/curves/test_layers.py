"""Curves over the layers can be told apart without color."""

from __future__ import annotations

import numpy as np

from ui.curves.layers import LayerSeries, ValueRows, layer_marks
from ui.look.theme import LIGHT
from ui.plots.axis import Range
from ui.plots.marks import LANE_SHAPES, Dots, Shape, Stamps


def test_every_network_has_points_of_its_own_shape() -> None:
    values = np.array([1.0, 0.1, 0.01])
    series = [LayerSeries(lane, values, color, ()) for lane, color in enumerate(LIGHT.lanes[:4])]
    marks = layer_marks(series, ValueRows(Range(-3, 1)), True, LIGHT, spacing=40)
    shapes = [
        Shape.DISC if isinstance(mark, Dots) else mark.shape
        for mark in marks
        if isinstance(mark, Dots | Stamps)
    ]
    assert tuple(shapes) == LANE_SHAPES
    assert len(set(shapes)) == 4


def test_points_that_are_close_are_left_out() -> None:
    series = [LayerSeries(1, np.ones(300), LIGHT.lanes[1], ())]
    marks = layer_marks(series, ValueRows(Range(-1, 1)), True, LIGHT, spacing=1)
    assert not any(isinstance(mark, Dots | Stamps) for mark in marks)
