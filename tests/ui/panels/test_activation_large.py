"""The activation panel where it is large: formulas, small multiples, the product of the slopes."""

from __future__ import annotations

import json
from html import escape

import numpy as np
import pytest
from PySide6.QtCore import Qt

from resources import find
from tests.ui.comparing import asking_panel
from tests.ui.plotting import shown, trace_of
from ui.look.formulas import formula
from ui.panels.activation.panel import ActivationPanel
from vgsim.parts.activations import ACTIVATIONS
from vgsim.words.numbers import scientific_power


def large_panel(qtbot) -> ActivationPanel:  # type: ignore[no-untyped-def]
    panel = asking_panel()
    shown(qtbot, panel, trace_of())
    panel.resize(1000, 640)
    qtbot.waitUntil(lambda: not panel.sheet.isHidden())
    return panel


def test_a_large_panel_shows_formulas_and_a_click_on_a_name_hides_its_curve(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = large_panel(qtbot)
    assert list(panel.sheet.cards) == ["sigmoid", "relu"]
    assert "0.25" in panel.sheet.cards["sigmoid"].words.text()
    button = panel.sheet.cards["sigmoid"].button
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert panel.chooser.chosen() == {"relu"}
    assert panel.sheet.cards["sigmoid"].formulas[0].isHidden()
    qtbot.mouseClick(panel.sheet.cards["sigmoid"].button, Qt.MouseButton.LeftButton)
    assert panel.chooser.chosen() == {"sigmoid", "relu"}


def test_one_by_one_has_a_pair_for_every_function_on_the_same_axes(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = large_panel(qtbot)
    for name in ("elu", "gelu", "leaky_relu"):
        panel.chooser.boxes[name].click()
    qtbot.mouseClick(panel.layouts.buttons["single"], Qt.MouseButton.LeftButton)
    assert panel.values.isHidden()
    pairs = panel.multiples.pairs
    assert [each.accessibleName() for each in pairs] == [
        ACTIVATIONS[name].label for name in ("sigmoid", "relu", "elu", "gelu", "leaky_relu")
    ]
    assert len({each.values.still.y.range for each in pairs}) == 1
    assert len({each.slopes.still.y.range for each in pairs}) == 1
    qtbot.mouseClick(panel.layouts.buttons["together"], Qt.MouseButton.LeftButton)
    assert not panel.values.isHidden()
    assert panel.multiples.isHidden()


def test_the_product_of_the_slopes_is_the_product_of_the_measures(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = large_panel(qtbot)
    assert panel.product.isHidden()
    panel.product_box.click()
    assert not panel.product.isHidden()
    trace = panel._trace
    assert trace is not None
    lane = trace.lanes[0]
    product = np.prod(lane.measures["slope_rms"][: lane.depth])
    row = panel.product.read(1).rows[0]
    assert row.cells[1] == scientific_power(float(np.log10(product)))


def test_a_compared_function_has_a_slider_of_its_own_where_there_is_room(qtbot) -> None:  # type: ignore[no-untyped-def]
    panel = large_panel(qtbot)
    panel.chooser.boxes["elu"].click()
    slider = panel.parameters.sliders["elu.alpha"]
    slider.field.selectAll()
    qtbot.keyClicks(slider.field, "0.5")
    qtbot.keyClick(slider.field, Qt.Key.Key_Return)
    name, arguments = panel.requests.asked[-1]
    assert (name, *arguments[:3]) == ("tune", "elu", "alpha", 0.5)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_function_has_its_formulas_typeset_as_they_are_written(name: str) -> None:
    written = json.loads(find("formulas/formulas.json").read_text("utf-8"))[name]
    for part, latex in zip(("value", "slope"), written, strict=True):
        drawn = find(f"formulas/{name}_{part}.svg").read_text("utf-8")
        assert f'data-latex="{escape(latex)}"' in drawn
        assert formula(f"{name}_{part}", "#123456") is not None
