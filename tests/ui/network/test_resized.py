"""A network view of another size is painted once, before it is seen or asked."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.network.seen import end, pair, shown
from ui.network.canvas import NetworkCanvas
from ui.raster import network

SIZES = (900, 700), (640, 500), (1000, 420), (760, 560)


@pytest.fixture(scope="module", autouse=True)
def _compiled(painters: object) -> None:
    network.warm_up()


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The sizes in which a whole picture was painted."""
    sizes: list[tuple[int, int]] = []
    renew = NetworkCanvas.renew

    def noted(canvas: NetworkCanvas) -> None:
        sizes.append((canvas.width(), canvas.height()))
        renew(canvas)

    monkeypatch.setattr(NetworkCanvas, "renew", noted)
    return sizes


def test_sizes_that_are_not_seen_are_not_painted(
    qtbot: QtBot, painted: list[tuple[int, int]]
) -> None:
    panel = shown(qtbot, pair(), SIZES[0])
    painted.clear()
    for size in SIZES[1:]:
        panel.resize(*size)
    QApplication.processEvents()
    assert painted == [(panel.canvas.width(), panel.canvas.height())]
    straight = shown(qtbot, pair(), SIZES[-1])
    np.testing.assert_array_equal(panel.canvas.pixels, straight.canvas.pixels)


def test_places_are_those_of_the_new_size_at_once(
    qtbot: QtBot, painted: list[tuple[int, int]]
) -> None:
    panel = shown(qtbot, pair(layer=4), SIZES[0])
    straight = shown(qtbot, pair(layer=4), SIZES[-1])
    middle = straight.canvas.layer_area(1, "last").center()
    for ask in (
        lambda each: each.lane_area(1), lambda each: each.header_area(1),
        lambda each: each.layer_area(1, "last"), lambda each: each.watched_area(),
        lambda each: each.at(middle.x(), middle.y()),
    ):  # fmt: skip
        for size in SIZES:
            panel.resize(*size)
        painted.clear()
        assert ask(panel.canvas) == ask(straight.canvas)
        assert len(painted) == 1


def test_values_and_instants_that_come_after_a_resize_are_painted_in_the_new_size(
    qtbot: QtBot,
) -> None:
    panel = shown(qtbot, pair(), SIZES[0])
    panel.resize(*SIZES[-1])
    panel.show_trace(pair(example=2))
    panel.show_frame(end(pair()))
    QApplication.processEvents()
    straight = shown(qtbot, pair(example=2), SIZES[-1])
    np.testing.assert_array_equal(panel.canvas.pixels, straight.canvas.pixels)
