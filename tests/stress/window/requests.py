"""Random requests through the window's own methods: settings, files, learning, undo, actions."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from resources import find
from tests.formulas.hostile import GOOD, hostile
from tests.stress.trees import within
from tests.stress.window import acts
from tests.stress.window.acts import Hand
from ui.look.theme import THEMES
from ui.panels.controls.panel import ControlsPanel
from ui.session.requests import SessionRequests
from ui.session.session import Session
from ui.shell.application import Application
from ui.widgets import form
from ui.widgets.pictures import KINDS
from vgsim.describe.about import About
from vgsim.describe.fields import FIELDS
from vgsim.describe.spec import OwnActivation

LARGE = 2000  # pixels of the width of a window
_SHARED = ("", "data", "training")
_NOT_EDITED = {"data.path", *(each.name for each in fields(About))} - {"title"}
_PANELS = ("Diagnosis", "Inspector", "Phase diagram", "Chain rule", "Over time", "Activation")


class KeepOpen(QObject):
    """The window stays open to the end, whatever is clicked."""

    def __init__(self, main: Application) -> None:
        super().__init__(main)
        self._main = main

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        refused = event.type() == QEvent.Type.Close and not self._main._closed
        if refused:
            event.ignore()
        return refused


def session_of(hand: Hand) -> Session:
    assert hand.main.session is not None
    return hand.main.session


def requests_of(hand: Hand) -> SessionRequests:
    assert hand.main.requests is not None
    return hand.main.requests


def prepare(hand: Hand) -> None:
    """Files to open, places to save to, and an answer to every question with a dialog."""
    folder, random = hand.folder, hand.random
    shutil.copytree(find("scenarios"), folder / "scenarios")
    (folder / "bad.vgsim").write_text(
        '{"format":"vgsim/1","title":"<b>x</b>","lanes":[{"network":{"dept":3}}]}', "utf-8"
    )
    (folder / "html.vgsim").write_text(
        '{"format":"vgsim/1","title":"<b>x</b>","lanes":[{"title":"<img src=a>"},{}]}', "utf-8"
    )
    rows = "".join(f"{k * 0.1:.1f},{k % 7},{k % 3}\n" for k in range(60))
    (folder / "table.csv").write_text(f"a,b,c\n{rows}", "utf-8")
    (folder / "bad.csv").write_text("a,b\n1,x\n", "utf-8")
    names = ("bad.vgsim", "html.vgsim", "table.csv", "bad.csv", "missing.vgsim", "scenarios")
    own = [str(folder / name) for name in names]
    files = [*own, *map(str, sorted((folder / "scenarios").rglob("*.vgsim")))]
    saves = [str(folder / name) for name in ("a.vgsim", "b.vgsim", "missing/c.vgsim", "scenarios")]
    button = QMessageBox.StandardButton
    documents = hand.main.documents
    assert documents is not None
    documents.ask_open = lambda *_: random.choice((*files, ""))
    documents.ask_save = lambda *_: random.choice((*saves, ""))
    kept = str(folder / "table-out.csv")
    documents.ask_export = lambda name, filters, window: random.choice(
        [("", ""), *((kept, each) for each in filters if not _long(each, window))]
    )
    documents.ask_unsaved = lambda *_: random.choice((button.Save, button.Discard, button.Cancel))
    tables = str(folder / "table.csv"), str(folder / "bad.csv"), ""
    form.ask_table = lambda *_: random.choice(tables)
    controls = hand.main.window.findChild(ControlsPanel)
    assert controls is not None
    controls.ask_table = lambda *_: random.choice(tables)
    hand.main.window.installEventFilter(KeepOpen(hand.main))


def _long(kind: str, window: QWidget) -> bool:
    """Whether a picture of this kind has 130 million pixels, which is no freeze."""
    return window.width() > LARGE and KINDS["png 4"] in kind


def open_file(hand: Hand) -> None:
    """A shipped scenario from the menu, or a file, good or bad, that is dropped on the window."""
    documents = hand.main.documents
    assert documents is not None
    menu = hand.main.window.scenario_menu
    if hand.random.random() < 0.5:
        menus = [menu, *menu.findChildren(QMenu)]
        entries = [a for each in menus for a in each.actions() if a.text() and not a.menu()]
        chosen = hand.random.choice(entries)
        hand.note("scenario", chosen.text())
        chosen.trigger()
    elif path := documents.ask_open("", hand.main.window):
        hand.note("drop", path)
        documents.take([path])


def action(hand: Hand) -> None:
    """Any entry of the menus; themes are left to `theme`, which is rarer."""
    actions = hand.main.window.actions_by_id
    name = hand.random.choice([each for each in actions if each not in ("quit", *THEMES)])
    if "theme" in name:
        return
    hand.note("action", name)
    actions[name].trigger()


def theme(hand: Hand) -> None:
    name = hand.random.choice(list(THEMES))
    hand.note("theme", name)
    hand.main.window.looks.choose(name)


def edit(hand: Hand) -> None:
    """One setting, by its path."""
    session = session_of(hand)
    path, field = hand.random.choice(list(FIELDS.items()))
    group, _, name = path.rpartition(".")
    lane = hand.random.randrange(len(session.experiment.lanes))
    places = {"lane": f"lanes.{lane}.{name}", "network": f"lanes.{lane}.network.{name}"}
    if path in _NOT_EDITED or not (group in _SHARED or group in places):
        return
    value = _small(name, within(field, hand.random))
    place = places.get(group, path)
    hand.note("edit", place, repr(value)[:60])
    session.document.edit(place, value, hand.random.choice((None, None, place)))


def _small(name: str, value: Any) -> Any:
    """Large networks and tables would take all the time there is."""
    most = {"depth": 60, "width": 48, "batch_size": 256, "examples": 2000, "length": 100}
    if type(value) is int and name in most:
        return min(value, most[name])
    return tuple(value) if isinstance(value, list) else value


def weight(hand: Hand) -> None:
    random, session = hand.random, session_of(hand)
    lane = random.randrange(len(session.experiment.lanes))
    place = random.randint(1, 6), random.randrange(6), random.choice((None, 0, 3))
    value = random.choice((0.0, 1.0, 1e300, -5.0))
    hand.note("weight", lane, *place, value)
    requests_of(hand).edit_weight(session.experiment.lanes[lane], *place, value)


def own_function(hand: Hand) -> None:
    """An own activation is added, used, changed, compared or removed; its formula may be wrong."""
    random, session = hand.random, session_of(hand)
    document, known = session.document, [each.name for each in session.experiment.activations]
    text = random.choice((*GOOD, hostile(random)[:290] or "x"))
    function = OwnActivation(random.choice(("f", "g", "h", "tanh")), text)
    lane = random.randrange(len(session.experiment.lanes))
    name = random.choice((*known, "f"))
    requests: tuple[tuple[str, Callable[[], object]], ...] = (
        ("add", lambda: document.add_function(function)),
        ("use", lambda: document.add_function(function, lane)),
        ("change", lambda: document.change_function(name, function)),
        ("remove", lambda: document.remove_function(name)),
        *(("compare", partial(document.compare_activation, each.key, random.random() < 0.5))
          for each in session.experiment.activations),
    )  # fmt: skip
    which, request = random.choice(requests)
    hand.note("own function", which, name, ascii(text)[:60], lane)
    request()


def learn(hand: Hand) -> None:
    """Run, stop, back, on, branch."""
    session, random = session_of(hand), hand.random
    lane = random.randrange(len(session.experiment.lanes))
    requests: tuple[tuple[str, Callable[[], object]], ...] = (
        ("run", session.learner.toggle_run), ("run", session.learner.toggle_run),
        ("next update", lambda: session.learner.step_update(1)),
        ("previous update", lambda: session.learner.step_update(-1)),
        ("go to", lambda: session.learner.go_to(random.randrange(400))),
        ("branch", lambda: requests_of(hand).branch(session.experiment.lanes[lane])),
        ("replay", session.learner.toggle_replay),
        ("rewind", session.learner.rewind),
        ("link", lambda: session.document.set_linked(random.random() < 0.5)),
        ("select", lambda: session.viewer.select(lane, random.randint(1, 8))),
        ("remove", lambda: session.document.remove_lane(lane)),
    )  # fmt: skip
    name, request = random.choice(requests)
    hand.note("learn", name, lane)
    request()


def undo(hand: Hand) -> None:
    session = session_of(hand)
    name, request = hand.random.choice(
        (("undo", session.document.undo), ("redo", session.document.redo))
    )
    hand.note(name)
    request()


def panel(hand: Hand) -> None:
    name = hand.random.choice(_PANELS)
    hand.note("panel", name)
    hand.main.window.right.bring(name)


ACTS: tuple[tuple[Callable[[Hand], None], float], ...] = (
    (acts.click, 26), (acts.drag, 8), (acts.hover, 10), (acts.wheel, 8), (acts.key, 14),
    (acts.type_text, 6), (acts.turn_page, 2), (acts.open_menu, 0.5), (acts.close_top, 3),
    (acts.resize, 0.3), (action, 4), (edit, 8), (weight, 0.5), (own_function, 1), (learn, 3),
    (undo, 5), (panel, 1), (open_file, 0.5), (theme, 0.05),
)  # fmt: skip
