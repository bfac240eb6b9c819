"""Text with formulas wraps like a label, and is never markup."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.look.theme import THEMES
from ui.widgets.prose import Prose, TextRun
from vgsim.teach.typeset import svg

TEXT = "A gradient that has to pass through many layers becomes smaller in each of them."


def shown(qtbot: QtBot, *paragraphs: tuple[TextRun, ...]) -> Prose:
    prose = Prose()
    qtbot.addWidget(prose)
    prose.show_theme(THEMES["light"])
    prose.show_text(paragraphs)
    return prose


def test_a_narrower_text_is_higher_and_stays_within_its_width(qtbot: QtBot) -> None:
    prose = shown(qtbot, (TextRun(TEXT),), (TextRun(TEXT),))
    heights = [prose.heightForWidth(width) for width in (900, 300, 150)]
    assert heights == sorted(heights)
    assert heights[0] < heights[2]
    boxes, _ = prose._layout(150.0)
    assert all(box.x + box.width <= 150 for box in boxes)


def test_it_is_never_markup(qtbot: QtBot) -> None:
    prose = shown(qtbot, (TextRun("<b>bold</b> & <img src=x>"),))
    assert prose.accessibleName() == "<b>bold</b> & <img src=x>"
    boxes, _ = prose._layout(500.0)
    assert [box.text for box in boxes] == ["<b>bold</b>", "&", "<img", "src=x>"]


def test_a_comma_stays_at_its_formula(qtbot: QtBot) -> None:
    prose = shown(
        qtbot, (TextRun("The slope "), TextRun("f'(z)", svg("f'(z)")), TextRun(", at most 1."))
    )
    for width in range(60, 300, 10):
        boxes, _ = prose._layout(float(width))
        formula = next(box for box in boxes if box.drawn is not None)
        comma = next(box for box in boxes if box.text == ",")
        assert comma.y == formula.y
        assert comma.x == formula.x + formula.width


def test_a_formula_that_is_too_wide_shrinks(qtbot: QtBot) -> None:
    tex = r"z = w_1 a_1 + w_2 a_2 + w_3 a_3 + w_4 a_4 + w_5 a_5 + b"
    prose = shown(qtbot, (TextRun(tex, svg(tex)),))
    (box,), _ = prose._layout(100.0)
    assert box.width <= 100
