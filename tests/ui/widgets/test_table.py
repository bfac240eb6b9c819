"""A table as a person uses it: sorted by a click or from its menu, walked by key, copied."""

from __future__ import annotations

from math import inf, nan

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.plotting import clicked
from ui.look.theme import LIGHT, THEMES, Theme
from ui.widgets.table import Content, TableCell, TableColumn
from ui.widgets.table_view import TableView

COLUMNS = (
    TableColumn("layer", words=True),
    TableColumn("gradient", "How strongly the loss pulls"),
    TableColumn("product", by_size=True, falling=True),
)
VALUES = (3e-14, nan, 0.0, inf, 2.0)
PRODUCTS = (-5.0, 1.0, nan, 2.0, -3.0)


def content(values: tuple[float, ...] = VALUES) -> Content:
    rows = [
        (
            TableCell(f"layer {k}", float(k)),
            TableCell(f"{value:.1e}", value),
            TableCell(str(product), product),
        )
        for k, (value, product) in enumerate(zip(values, PRODUCTS, strict=True))
    ]
    return Content(COLUMNS, range(len(rows)), rows.__getitem__)


@pytest.fixture
def view(qtbot: QtBot) -> TableView:
    made = TableView("Layers")
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show_theme(LIGHT)
    made.show_content(content())
    made.show()
    return made


def order(view: TableView) -> list[object]:
    return [view.table.key(row) for row in range(view.table.rowCount())]


def test_titles_sort_what_is_not_known_last_and_a_third_click_undoes(
    qtbot: QtBot, view: TableView
) -> None:
    clicked(qtbot, view, "gradient")
    assert order(view) == [2, 0, 4, 3, 1]
    assert view.table.headerData(1, Qt.Orientation.Horizontal) == "gradient ▴"
    clicked(qtbot, view, "gradient")
    assert order(view) == [3, 4, 0, 2, 1]
    clicked(qtbot, view, "gradient")
    assert order(view) == [0, 1, 2, 3, 4]
    assert view.table.headerData(1, Qt.Orientation.Horizontal) == "gradient"
    clicked(qtbot, view, "product")
    assert order(view) == [2, 0, 4, 3, 1]  # by size, what decides the sum on top


def test_pinned_rows_stay_on_top(view: TableView) -> None:
    old = content()
    view.show_content(Content(old.columns, old.keys, old.write, pinned=1))
    view.sort_by("product")
    assert order(view) == [0, 2, 4, 3, 1]


def test_the_menu_sorts_and_copies_without_a_mouse(view: TableView) -> None:
    entries = {action.text(): action for action in view.menu().actions()}
    assert list(entries) == ["Copy", "Copy all rows", "Save data (CSV) …", "Sort by"]

    def choose(text: str) -> None:
        menu = view.menu()
        orders = menu.actions()[-1].menu()
        next(each for each in orders.actions() if each.text() == text).trigger()  # type: ignore[attr-defined]

    choose("product")
    assert order(view) == [2, 0, 4, 3, 1]
    choose("product")  # the other way round
    assert order(view) == [1, 3, 4, 0, 2]
    choose("Original order")
    assert order(view) == [0, 1, 2, 3, 4]


def test_new_values_in_old_rows_are_no_new_table(qtbot: QtBot, view: TableView) -> None:
    resets: list[int] = []
    view.table.modelReset.connect(lambda: resets.append(1))
    view.resize(400, 80)
    view.choose(4, reveal=True)
    bar = view.verticalScrollBar()
    assert bar.value() > 0
    bar.setValue(1)
    with qtbot.waitSignal(view.table.dataChanged):
        view.show_content(content((1.0, 2.0, 3.0, 4.0, 5.0)))
    assert view.texts()[0][1] == "1.0e+00"
    assert (view.chosen(), bar.value(), resets) == (4, 1, [])


def test_rows_follow_their_values_or_stand_still(view: TableView) -> None:
    view.sort_by("gradient")
    view.choose(0)
    falling = (5.0, 4.0, 3.0, 2.0, 1.0)
    view.show_content(content(falling), sort=False)
    assert order(view) == [2, 0, 4, 3, 1]
    view.show_content(content(falling))
    assert order(view) == [4, 3, 2, 1, 0]
    assert view.chosen() == 0  # the row, not its place


def test_a_row_is_picked_by_mouse_and_key_but_not_by_the_program(
    qtbot: QtBot, view: TableView
) -> None:
    picked: list[object] = []
    view.picked.connect(picked.append)
    view.setFocus()
    view.choose(1)
    assert picked == []
    place = view.visualRect(view.table.index(2, 1)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Home):
        qtbot.keyClick(view, key)
    assert picked == [2, 3, 2, 4, 0]
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert picked[-1] == 4


def test_copied_is_what_is_selected_else_all_with_all_digits(qtbot: QtBot, view: TableView) -> None:
    copy = (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    view.choose(3)  # only followed, not selected
    qtbot.keyClick(view, *copy)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "layer\tgradient\tproduct"
    assert lines[1] == "layer 0\t3e-14\t-5.0"
    assert len(lines) == 1 + 5
    view.selectRow(4)
    qtbot.keyClick(view, *copy)
    assert QGuiApplication.clipboard().text().splitlines()[1:] == ["layer 4\t2.0\t-3.0"]


def test_a_strangers_text_is_no_markup_and_no_formula(view: TableView) -> None:
    bad = "=HYPERLINK(1)\t<img src='secret.png'>"
    view.show_content(
        Content((TableColumn(bad, words=True),), ("row",), lambda _: (TableCell(bad, bad),))
    )
    header = view.table.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    for tooltip in (header, view.table.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)):
        document = QTextDocument()
        document.setHtml(tooltip)
        assert "<img" in document.toPlainText()
    view.copy_rows()
    line = "'=HYPERLINK(1) <img src='secret.png'>"
    assert QGuiApplication.clipboard().text() == f"{line}\n{line}\n"


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("width", [120, 240, 360, 900])
def test_numbers_are_never_cut(view: TableView, width: int, theme: Theme) -> None:
    """A number that has lost its end is another number: then the table is scrolled."""
    view.resize(width, 200)
    view.show_theme(theme)
    titles = ("layer", "state", "∂L/∂z", "ΔW/W", "saturated")
    texts = ("12", "vanishing ◂", "2.5·10⁻¹⁴", "−1.1·10⁻³", "10 %")
    columns = tuple(TableColumn(title, words=k < 2) for k, title in enumerate(titles))
    view.show_content(Content(columns, range(3), lambda _: [TableCell(text) for text in texts]))
    widths = [view.columnWidth(k) for k in range(len(titles))]
    for text, column in zip(texts[1:], widths[1:], strict=True):
        assert column + 1 >= view.painter.needed(TableCell(text))
    room = view.viewport().width()
    assert sum(widths) == room or view.horizontalScrollBar().maximum() > 0


def test_a_dragged_column_keeps_its_width(qtbot: QtBot, view: TableView) -> None:
    header = view.horizontalHeader()
    edge = QPoint(view.columnWidth(0) - 1, header.height() // 2)
    qtbot.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    qtbot.mouseMove(header.viewport(), edge + QPoint(30, 0))
    qtbot.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=edge + QPoint(30, 0))
    dragged = view.columnWidth(0)
    assert dragged > edge.x() + 20
    view.show_content(content((1.0, 2.0, 3.0, 4.0, 5.0)))
    view.resize(500, 200)
    assert view.columnWidth(0) == dragged
    assert order(view) == [0, 1, 2, 3, 4]  # a drag is no click


def test_tab_leaves_the_table(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    tables = [TableView("one"), TableView("two")]
    layout = QVBoxLayout(host)
    for each in tables:
        each.show_content(content())
        layout.addWidget(each)
    host.show()
    host.activateWindow()
    tables[0].setFocus()
    picked: list[object] = []
    tables[1].picked.connect(picked.append)
    qtbot.waitUntil(tables[0].hasFocus)
    qtbot.keyClick(tables[0], Qt.Key.Key_Tab)
    assert tables[1].hasFocus()
    assert picked == []
