"""SVG files look the same in a program without the window's typeface, and hold nothing hidden."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.look.theme import LIGHT, font, typeface
from ui.widgets.formula import Formula
from ui.widgets.pictures import svg

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("strong", [False, True])
def test_texts_keep_their_width_in_a_viewer_without_the_typeface(
    qtbot: QtBot, strong: bool
) -> None:
    label = QLabel("Loss & <accuracy>: 0.5")
    label.setFont(font(LIGHT, 17, strong=strong))
    qtbot.addWidget(label)
    (text,) = ElementTree.fromstring(svg(label)).iter(f"{SVG}text")
    assert text.text == label.text()
    wanted = QFontMetricsF(typeface("Inter", 17, strong=strong)).horizontalAdvance(label.text())
    assert float(text.get("textLength", "")) == pytest.approx(wanted, rel=1e-4)
    assert text.get("lengthAdjust") == "spacingAndGlyphs"
    names = text.get("font-family", "").split(", ")
    assert names[0] == "Inter"
    assert names[-1] == "sans-serif"


def _strokes(element: ElementTree.Element, stroked: bool) -> Iterator[bool]:
    """Whether each path below an element has a visible outline."""
    if "stroke" in element.keys():  # noqa: SIM118  an element is no mapping
        stroked = element.get("stroke") != "none" and element.get("opacity") != "0"
    if element.tag == f"{SVG}path":
        yield stroked
    for child in element:
        yield from _strokes(child, stroked)


def test_the_letters_of_a_formula_have_no_outline(qtbot: QtBot) -> None:
    formula = Formula("sigmoid_value", "f(z)")
    qtbot.addWidget(formula)
    formula.resize(300, 60)
    found = list(_strokes(ElementTree.fromstring(svg(formula)), stroked=False))
    assert found
    assert not any(found)
