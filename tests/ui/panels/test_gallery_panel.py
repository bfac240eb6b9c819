"""The gallery of activations as people use it: sort, find, read, use, compare."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.recorder import Recorder
from ui.look.theme import LIGHT
from ui.panels.gallery.orders import ORDERS
from ui.panels.gallery.panel import GalleryPanel
from ui.plots.marks import Band, Dots, Line
from ui.plots.plot import Plot
from ui.widgets.entry_field import EntryField
from ui.widgets.formats import FileFormat
from ui.widgets.plain import PlainLabel
from ui.widgets.possible import is_possible
from vgsim.describe.edit import with_activation
from vgsim.describe.edit_own import with_function
from vgsim.describe.spec import MAX_LANES, Experiment, Lane, OwnActivation
from vgsim.parts.activations import ACTIVATIONS, evaluate


@pytest.fixture
def panel(qtbot: QtBot) -> GalleryPanel:
    made = GalleryPanel(Recorder())
    qtbot.addWidget(made)
    made.resize(1200, 690)
    made.show_theme(LIGHT)
    made.show_experiment(Experiment())
    made.show()
    return made


def sort(panel: GalleryPanel, name: str) -> list[str]:
    panel.order.box.set_key(name)
    panel.order.chosen.emit(name)
    return panel.found()


def shown_texts(panel: GalleryPanel) -> str:
    page = panel.details.widget()
    return "\n".join(each.text() for each in page.findChildren(PlainLabel))


def test_every_function_has_a_card_that_is_large_enough_to_read(panel: GalleryPanel) -> None:
    assert set(panel.cards) == set(ACTIVATIONS)
    for card in panel.cards.values():
        assert card.isVisible()
        assert min(card.plot.width() / 1.5, card.plot.height()) > 60, card.name


def test_orders(panel: GalleryPanel) -> None:
    found = {order.name: sort(panel, order.name) for order in ORDERS}
    years = found["year"]
    assert years[:3] == ["sigmoid", "relu", "tanh"]
    assert years.index("linear") > years.index("mish")  # has no year
    assert found["critical"][0] == "selu"
    assert found["critical"][-1] == "hard_sigmoid"
    assert found["steepest"][:2] == ["hard_sigmoid", "sigmoid"]
    assert found["authors"][:2] == ["elu", "hard_tanh"]  # Clevert, Collobert
    assert set(found["flat"][-5:]) == {"relu", "relu6", "hard_swish", "hard_tanh", "hard_sigmoid"}
    assert found["range"][-1] in ("relu", "relu6", "hard_sigmoid", "sigmoid", "softplus")
    for order in ORDERS:
        assert sorted(found[order.name]) == sorted(ACTIVATIONS)
    assert panel.cards["tanh"].accessibleName().startswith("Tanh")


def test_words_filter(qtbot: QtBot, panel: GalleryPanel) -> None:
    qtbot.keyClicks(panel.filter, "2015 slope")
    assert set(panel.found()) == {"prelu", "rrelu", "elu", "hard_sigmoid"}
    assert not panel.cards["relu"].isVisible()
    qtbot.keyClicks(panel.filter, " nothing")
    assert not panel.found()
    assert panel.none.isVisible()


def test_a_click_shows_formulas_and_numbers(panel: GalleryPanel) -> None:
    panel.cards["tanh"].plot.clicked.emit(QPointF(0, 0))
    words = shown_texts(panel)
    assert "LeCun 1989" in words
    assert "The slope is at most 1." in words
    assert "mean of f′² is 0.464" in words
    assert "σ_w = 1.467" in words
    assert "It saturates on both sides." in words


def test_use_add_and_compare(qtbot: QtBot, panel: GalleryPanel) -> None:
    panel.choose("gelu")
    asked = panel.requests.asked
    for button in (panel.use, panel.add, panel.compare):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    lane = Experiment().lanes[0]
    names = [name for name, _ in asked[-3:]]
    assert names == ["edit_lane", "add_network", "compare_activation"]
    assert asked[-3][1][1:3] == ("network.activation", "gelu")
    assert asked[-2][1][1] == with_activation(lane.network, "gelu")
    panel.show_experiment(Experiment(lanes=tuple(Lane() for _ in range(MAX_LANES))))
    assert not is_possible(panel.add)


def test_ticked_functions_are_compared_large(qtbot: QtBot, panel: GalleryPanel) -> None:
    assert not is_possible(panel.large)
    for name in ("tanh", "rrelu"):
        qtbot.mouseClick(panel.cards[name].box, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(panel.large, Qt.MouseButton.LeftButton)
    assert panel.big.isVisible()
    assert not panel.cards["relu"].isVisible()
    for plot in (panel.big.values, panel.big.slopes):
        drawn = plot.still.marks
        assert sum(isinstance(each, Line) for each in drawn) == 2
        assert sum(isinstance(each, Band) for each in drawn) == 1  # the slopes that may be drawn
    qtbot.mouseClick(panel.large, Qt.MouseButton.LeftButton)
    assert panel.cards["relu"].isVisible()


def test_relatives_lie_on_the_curve(panel: GalleryPanel) -> None:
    for name, words in (("tanh", "tanh(z) = 2 σ(2z) − 1"), ("sigmoid", "inverse of the log-odds")):
        panel.choose(name)
        assert words in shown_texts(panel)
        dots = next(
            each for each in panel.details.widget().plot.still.marks if isinstance(each, Dots)
        )
        np.testing.assert_allclose(dots.y, evaluate(ACTIVATIONS[name], dots.x)[0], atol=1e-12)


def test_the_page_has_every_function_once(panel: GalleryPanel) -> None:
    saved: list[tuple[FileFormat, ...]] = []
    panel.export_requested.connect(lambda name, formats: saved.append(formats))
    panel.filter.setText("2015")
    panel.save.click()
    pdf, svg = (each.write() for each in saved[0])
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") == 1
    page = svg.decode()
    for name in ("PReLU", "RReLU", "ELU", "Hard sigmoid"):
        assert f">{name}</text>" in page
    assert ">Tanh</text>" not in page
    panel.filter.setText("nothing has this")
    assert not is_possible(panel.save)


def test_own_functions_are_in_it(panel: GalleryPanel) -> None:
    mine = OwnActivation("mine", "exp(-x^2)")
    panel.show_experiment(with_function(Experiment(), mine, None))
    panel.choose(mine.key)
    assert "Your own formula: exp(-x^2)" in shown_texts(panel)
    panel.show_experiment(Experiment())
    assert mine.key not in panel.cards
    assert "S-shaped" in shown_texts(panel)


def test_the_large_comparison_ends_with_its_last_function(panel: GalleryPanel) -> None:
    mine = OwnActivation("mine", "exp(-x^2)")
    panel.show_experiment(with_function(Experiment(), mine, None))
    panel.cards[mine.key].ticked.emit(mine.key, True)
    panel.large.setChecked(True)
    panel.show_experiment(Experiment())
    assert not panel.large.isChecked()
    assert panel.cards["relu"].isVisible()


def test_resized_before_anything_is_drawn(qtbot: QtBot) -> None:
    panel = GalleryPanel(Recorder())
    qtbot.addWidget(panel)
    panel.resize(640, 480)
    panel.show()
    assert not panel.found()


def test_sentences_for_every_built_in_function() -> None:
    for entry in ACTIVATIONS.values():
        assert entry.good.endswith("."), entry.name
        assert entry.fails.endswith("."), entry.name


def test_what_gets_the_focus_from_a_typed_text_may_be_replaced_by_it(
    qtbot: QtBot, panel: GalleryPanel
) -> None:
    """Deleted at once, it would end the process."""
    panel.choose("sigmoid")
    field = EntryField(panel)  # in the same window; its text changes what is shown
    field.entered.connect(lambda _: panel.show_experiment(Experiment()))
    field.show()
    plot = panel.details.widget().findChildren(Plot)[0]
    QWidget.setTabOrder(field, plot)
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    ended: list[bool] = []
    plot.destroyed.connect(lambda: ended.append(True))
    field.setFocus()
    qtbot.keyClicks(field, "1")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert not ended
    qtbot.waitUntil(lambda: bool(ended))  # by the event loop
