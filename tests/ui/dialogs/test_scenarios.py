"""The browser of scenarios: found, read and opened with keys, the mouse and the search field."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.long import longer
from tests.ui.conftest import Start
from tests.ui.shared import SharedWindow, session_of
from ui.dialogs.scenarios import ScenarioBrowser
from ui.panels.gradients.panel import GradientsPanel
from ui.shell.application import Application
from ui.widgets.cards import Card

CONTROL = Qt.KeyboardModifier.ControlModifier
SIZES = (1024, 768), (1280, 720), (1920, 1080)


def browser(app: Application, qtbot: QtBot) -> ScenarioBrowser:
    """The open browser."""

    def there() -> bool:
        return any(each.isVisible() for each in app.window.findChildren(ScenarioBrowser))

    qtbot.waitUntil(there)
    return next(d for d in app.window.findChildren(ScenarioBrowser) if d.isVisible())


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


@pytest.fixture
def own(start: Start) -> Application:
    """A window of its own for a test that leaves a file or a changed scenario in its list."""
    application = start()
    session_of(application).player.pause()
    return application


@pytest.fixture
def opened(app: Application, qtbot: QtBot) -> ScenarioBrowser:
    app.window.rest()
    qtbot.keyClick(app.window, Qt.Key.Key_B, CONTROL)
    return browser(app, qtbot)


def cards(dialog: ScenarioBrowser) -> list[Card]:
    model = dialog.view.model()
    found = (model.index(row, 0).data(Qt.ItemDataRole.UserRole) for row in range(model.rowCount()))
    return [card for card in found if card is not None]


def headings(dialog: ScenarioBrowser) -> list[str]:
    model = dialog.view.model()
    indexes = [model.index(row, 0) for row in range(model.rowCount())]
    return [str(i.data()) for i in indexes if i.data(Qt.ItemDataRole.UserRole) is None]


def test_all_scenarios_stand_in_their_groups_with_whole_texts(
    app: Application, opened: ScenarioBrowser
) -> None:
    shown = cards(opened)
    assert [card.title for card in shown] == [each.title for each in app.scenarios]
    assert [card.text for card in shown] == [each.about.note for each in app.scenarios]
    assert headings(opened) == list(dict.fromkeys(each.group for each in app.scenarios))
    assert len(headings(opened)) == 8
    assert [card.title for card in shown if card.open] == [app.scenarios[0].title]
    assert opened.view.card is shown[0]
    for card in shown:
        assert card.picture is not None
        assert any("Time: one pass, 3.5" in fact for fact in card.facts)


def test_search_arrows_and_enter_open_a_scenario(
    app: Application, opened: ScenarioBrowser, qtbot: QtBot
) -> None:
    qtbot.keyClicks(opened.search, "forget gate LSTM")
    assert 1 < len(cards(opened)) < 8
    first = opened.view.card
    assert first is not None
    qtbot.keyClick(opened.search, Qt.Key.Key_Down)
    second = opened.view.card
    assert second is not None
    assert second is not first
    qtbot.keyClick(opened.search, Qt.Key.Key_Return)
    assert not opened.isVisible()
    session = session_of(app)
    assert isinstance(second.key, int)
    assert session.experiment == app.scenarios[second.key].experiment
    assert app.window.header.scenarios.title == second.title
    assert app.window.header.note.text() == second.text
    assert app.window.focusWidget() is app.window.center


def test_typing_on_the_cards_searches_and_escape_clears_then_closes(
    app: Application, opened: ScenarioBrowser, qtbot: QtBot
) -> None:
    before = session_of(app).experiment
    opened.view.setFocus()
    qtbot.keyClick(opened.view, Qt.Key.Key_X)
    qtbot.keyClicks(opened.search, "yzzy")
    assert opened.search.text() == "xyzzy"
    assert cards(opened) == []
    assert not opened.none.isHidden()
    qtbot.keyClick(opened.search, Qt.Key.Key_Escape)
    assert opened.isVisible()
    assert len(cards(opened)) == len(app.scenarios)
    qtbot.keyClick(opened.search, Qt.Key.Key_Escape)
    assert not opened.isVisible()
    assert session_of(app).experiment == before


def test_arrows_pass_over_headings_and_reach_every_card(
    opened: ScenarioBrowser, qtbot: QtBot
) -> None:
    opened.view.setFocus()
    seen = []
    for card in cards(opened):
        assert opened.view.card is card
        seen.append(card.title)
        qtbot.keyClick(opened.view, Qt.Key.Key_Right)
    qtbot.keyClick(opened.view, Qt.Key.Key_Home)
    places = [opened.view.visualRect(opened.view.currentIndex()).center()]
    for _ in range(len(seen)):
        before = opened.view.card
        qtbot.keyClick(opened.view, Qt.Key.Key_Down)
        if opened.view.card is before:
            break
        places.append(opened.view.visualRect(opened.view.currentIndex()).center())
    assert opened.view.card is not None
    assert opened.view.card.group == cards(opened)[-1].group
    assert len({place.x() for place in places}) == 1


def test_a_click_opens(app: Application, opened: ScenarioBrowser, qtbot: QtBot) -> None:
    target = cards(opened)[1]
    model = opened.view.model()
    row = next(
        row for row in range(model.rowCount())
        if model.index(row, 0).data(Qt.ItemDataRole.UserRole) is target
    )  # fmt: skip
    at = opened.view.visualRect(model.index(row, 0)).center()
    qtbot.mouseClick(opened.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert session_of(app).experiment == app.scenarios[1].experiment


def test_keys_open_the_next_and_the_previous_scenario(app: Application, qtbot: QtBot) -> None:
    session, window = session_of(app), app.window
    window.rest()
    qtbot.keyClick(window, Qt.Key.Key_PageDown, CONTROL)
    assert session.experiment == app.scenarios[1].experiment
    window.header.scenarios.setFocus()
    qtbot.keyClick(window.header.scenarios, Qt.Key.Key_Down)
    assert session.experiment == app.scenarios[2].experiment
    qtbot.keyClick(window, Qt.Key.Key_PageUp, CONTROL)
    assert session.experiment == app.scenarios[1].experiment


def test_a_scenario_shows_what_it_names_and_leaves_the_rest(app: Application, qtbot: QtBot) -> None:
    session, window = session_of(app), app.window
    index = next(k for k, s in enumerate(app.scenarios) if s.title == "A slope that is learned")
    window.right.bring("Chain rule")
    window.columns.toggle(False)
    hidden = window.columns.shown
    app.requests.scenarios.step(index)  # type: ignore[union-attr]
    qtbot.waitUntil(
        lambda: (
            session.player.trace is not None
            and session.player.trace.comparison == "Learned slope α at layer 1: 0.25 in PReLU."
        )
    )
    panel = window.findChild(GradientsPanel)
    assert panel is not None
    assert "learned_slope" in panel.chooser.chosen()
    assert window.columns.shown == hidden
    assert window.right.tabs.tabText(window.right.tabs.currentIndex()) == "Chain rule"
    session.document.load(app.scenarios[0].experiment)
    qtbot.waitUntil(lambda: "learned_slope" not in panel.chooser.chosen())


def test_a_changed_experiment_does_not_claim_the_notes_numbers(app: Application) -> None:
    note = app.window.header.note
    assert note.text().startswith("The same twenty layers")
    session_of(app).document.edit("lanes.0.network.depth", 9)
    assert note.text().startswith("As opened: The same twenty layers")
    session_of(app).document.undo()
    assert note.text().startswith("The same twenty layers")


@pytest.mark.parametrize("theme", ["light", "projector", *longer(["dark"])])
def test_the_note_and_all_cards_can_be_read_in_full(start: Start, qtbot: QtBot, theme: str) -> None:
    app = start(SIZES[0], theme=theme)
    for size in SIZES:
        app.window.resize(*size)
        QApplication.processEvents()
        _read_note(app, qtbot, theme, size)
        _cards_are_whole(app, qtbot)


def _read_note(app: Application, qtbot: QtBot, theme: str, size: tuple[int, int]) -> None:
    window, note = app.window, app.window.header.note
    longest = max(app.scenarios, key=lambda each: len(each.about.note))
    note.show_text(longest.about.note, longest.about.source)
    if size[0] == 1920 and theme == "light":
        assert note.whole()
    note.click()
    qtbot.waitUntil(note.card.isVisible)
    label = note.label
    assert label.text() == longest.about.note
    needed = label.fontMetrics().boundingRect(
        0, 0, label.width(), 10_000, int(Qt.TextFlag.TextWordWrap), label.text()
    )
    assert needed.height() <= label.height()
    assert needed.width() <= label.width()
    assert window.rect().contains(window.mapFromGlobal(note.card.mapToGlobal(QPoint())))
    assert note.card.width() <= window.width()
    note.card.hide()
    QApplication.processEvents()


def _cards_are_whole(app: Application, qtbot: QtBot) -> None:
    assert app.requests is not None
    app.requests.scenarios.browse()
    dialog = browser(app, qtbot)
    view, paint = dialog.view, dialog.view._paint
    model = view.model()
    for row in range(model.rowCount()):
        card, area = model.index(row, 0).data(Qt.ItemDataRole.UserRole), None
        area = view.visualRect(model.index(row, 0))
        assert area.right() <= view.viewport().width()
        if card is not None:
            assert area.height() >= paint.height(card, area.width())
    dialog.reject()


def test_the_users_own_files_are_listed_without_a_picture(
    own: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    session = session_of(own)
    path = tmp_path / "mine.vgsim"
    session.document.save(str(path))
    qtbot.mouseClick(own.window.header.scenarios, Qt.MouseButton.LeftButton)
    dialog = browser(own, qtbot)
    mine = cards(dialog)[-1]
    assert (mine.title, mine.picture, mine.group) == ("mine.vgsim", None, "Your own files")
    session.document.edit("lanes.0.network.depth", 4)
    session.document.save(str(path))
    session.document.load(own.scenarios[4].experiment)
    dialog.view.setFocus()
    qtbot.keyClick(dialog.view, Qt.Key.Key_End)
    qtbot.keyClick(dialog.view, Qt.Key.Key_Return)
    assert session.document.path == str(path)
    assert session.experiment.lanes[0].network.depth == 4


def test_a_changed_scenario_is_there_as_your_version(own: Application, qtbot: QtBot) -> None:
    session = session_of(own)
    session.document.edit("lanes.0.network.depth", 7)
    changed = session.experiment
    own.window.actions_by_id["next_scenario"].trigger()
    qtbot.waitUntil(lambda: session.experiment.title == own.scenarios[1].title)
    own.window.actions_by_id["browse"].trigger()
    dialog = browser(own, qtbot)
    mine = [card for card in cards(dialog) if card.group == "Your versions"]
    assert [card.title for card in mine] == [f"Your version of {own.scenarios[0].title}"]
    assert "7 and 20 hidden layers" in mine[0].facts[0]
    dialog.view.picked.emit(mine[0].key)
    qtbot.waitUntil(lambda: session.experiment == changed)
