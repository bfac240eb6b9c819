"""The table of all actions, from which menus, buttons and keyboard shortcuts are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from ui.exchange.requests import Requests
from ui.exchange.window import PresentationRequests, WindowRequests, help_here
from ui.widgets.plain import set_tooltip
from vgsim.words.language import tr


@dataclass(frozen=True, slots=True)
class Action:
    """An action and what carries it out: exactly one of `ask`, `show`, `present` is set."""

    id: str
    menu: str
    text: str
    keys: tuple[str, ...]
    help: str
    group: int = 0  # the menu has a separator where the group changes
    ask: Callable[[Requests], object] | None = None  # not available while the program starts
    show: Callable[[WindowRequests], object] | None = None
    present: Callable[[PresentationRequests], object] | None = None  # does not end a blank screen
    state: Callable[[WindowRequests], bool] | None = None  # whether the entry has a check mark


SCENARIOS, LESSONS, FILE, EDIT = "scenarios", "lessons", "file", "edit"
PLAY, LEARN, VIEW, HELP = "play", "learn", "view", "help"
MENUS = {
    SCENARIOS: tr("&Scenarios"), LESSONS: tr("Less&ons"), FILE: tr("&File"), EDIT: tr("&Edit"),
    PLAY: tr("&Play"), LEARN: tr("&Learn"), VIEW: tr("&View"), HELP: tr("&Help"),
}  # fmt: skip
ACTIONS = (
    Action("browse", SCENARIOS, tr("All scenarios …"), ("Ctrl+B",),
           tr("Choose a scenario by its picture"),
           ask=lambda to: to.scenarios.browse()),
    Action("next_scenario", SCENARIOS, tr("Next scenario"), ("Ctrl+PgDown",),
           tr("Open the next example experiment"), ask=lambda to: to.scenarios.step(1)),
    Action("last_scenario", SCENARIOS, tr("Previous scenario"), ("Ctrl+PgUp",),
           tr("Open the previous example experiment"), ask=lambda to: to.scenarios.step(-1)),
    Action("lessons", LESSONS, tr("All lessons …"), ("Ctrl+E",),
           tr("Choose a lesson or a challenge"), ask=lambda to: to.lessons.browse()),
    Action("next_step", LESSONS, tr("Next step"), ("PgDown",),
           tr("Next step of the lesson; without a lesson, the next phase"), 1,
           ask=lambda to: to.lessons.page(1)),
    Action("last_step", LESSONS, tr("Previous step"), ("PgUp",),
           tr("Previous step of the lesson; without a lesson, the phase before"), 1,
           ask=lambda to: to.lessons.page(-1)),
    Action("leave_lesson", LESSONS, tr("Leave the lesson"), ("Ctrl+Shift+E",),
           tr("Your own experiment comes back as it was"), 1, ask=lambda to: to.lessons.leave()),
    Action("new_lesson", LESSONS, tr("New lesson from here"), (),
           tr("Write a lesson file that begins with what is shown now"), 2,
           ask=lambda to: to.lessons.new_from_here()),
    Action("new", FILE, tr("New"), (), tr("Start with one network that has the default settings"),
           ask=lambda to: to.files.new()),
    Action("open", FILE, tr("Open …"), ("Ctrl+O",), tr("Open a scenario file"),
           ask=lambda to: to.files.open()),
    Action("save", FILE, tr("Save"), ("Ctrl+S",), tr("Save the experiment"),
           ask=lambda to: to.files.save()),
    Action("save_as", FILE, tr("Save as …"), ("Ctrl+Shift+S",),
           tr("Save the experiment as another file"), ask=lambda to: to.files.save_as()),
    Action("save_window", FILE, tr("Save picture of the window …"), ("Ctrl+Shift+P",),
           tr("Save the whole window as PNG, SVG or PDF, with a line that says what it shows"), 1,
           ask=lambda to: to.pictures.save_window()),
    Action("copy_window", FILE, tr("Copy picture of the window"), ("Ctrl+Shift+C",),
           tr("Copy the whole window to the clipboard"), 1,
           ask=lambda to: to.pictures.copy_window()),
    Action("reset", FILE, tr("Reset"), ("Alt+R",),
           tr("Go back to the experiment as it was opened"), 2, ask=lambda to: to.reset()),
    Action("quit", FILE, tr("Quit"), ("Ctrl+Q",), tr("Quit the program"), 3,
           show=lambda window: window.close()),
    Action("undo", EDIT, tr("Undo"), ("Ctrl+Z",), tr("Undo the last change"),
           ask=lambda to: to.document.undo()),
    Action("redo", EDIT, tr("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), tr("Redo the change"),
           ask=lambda to: to.document.redo()),
    Action("add_lane", EDIT, tr("Add a network"), ("Ctrl+N",),
           tr("Add a copy of the last network with the next activation"), 1,
           ask=lambda to: to.document.add_lane()),
    Action("copy_lane", EDIT, tr("Duplicate the network"), ("Ctrl+D",),
           tr("Duplicate the selected network"), 1, ask=lambda to: to.copy_selected()),
    Action("remove_lane", EDIT, tr("Remove the network"), ("Ctrl+Shift+D",),
           tr("Remove the selected network"), 1, ask=lambda to: to.remove_selected()),
    Action("play", PLAY, tr("Play or pause"), ("Space",),
           tr("Play or pause the animation of a pass"), ask=lambda to: to.player.toggle()),
    Action("next_phase", PLAY, tr("Next phase"), ("Right", "N"),
           tr("Go to the next phase: forward, loss, backward, update"), 1,
           ask=lambda to: to.player.step_phase(1)),
    Action("last_phase", PLAY, tr("Previous phase"), ("Left", "P"),
           tr("Go one phase back"), 1, ask=lambda to: to.player.step_phase(-1)),
    Action("next_layer", PLAY, tr("Next layer"), ("Shift+Right",),
           tr("Go one layer, or one time step, forward"), 1,
           ask=lambda to: to.player.step_layer(1)),
    Action("last_layer", PLAY, tr("Previous layer"), ("Shift+Left",),
           tr("Go one layer, or one time step, back"), 1, ask=lambda to: to.player.step_layer(-1)),
    Action("start", PLAY, tr("Start of the pass"), ("Home",),
           tr("Show the pass before its first layer"), 2, ask=lambda to: to.player.to_start()),
    Action("end", PLAY, tr("End of the pass"), ("End",), tr("Show the pass after its update"), 2,
           ask=lambda to: to.player.to_end()),
    Action("stops", PLAY, tr("Pause after each phase"), (),
           tr("Pause after forward, loss, backward and update; Space continues"), 1,
           show=lambda window: window.preferred.toggle_stops(),
           state=lambda window: window.preferred.now.stops),
    Action("at_once", PLAY, tr("Show gradients at once"), (),
           tr("Show the gradients of a new scenario before its first backward pass"), 1,
           show=lambda window: window.preferred.toggle_at_once(),
           state=lambda window: window.preferred.now.at_once),
    Action("still", PLAY, tr("Reduced motion"), (),
           tr("Show the end of each phase of a pass instead of the wave"), 1,
           show=lambda window: window.preferred.toggle_still(),
           state=lambda window: window.preferred.now.still),
    Action("faster", PLAY, tr("Faster"), ("+", "="), tr("Less time per pass"), 3,
           ask=lambda to: to.player.faster()),
    Action("slower", PLAY, tr("Slower"), ("-",), tr("More time per pass"), 3,
           ask=lambda to: to.player.slower()),
    Action("run", LEARN, tr("Run or stop"), ("R",), tr("Start or stop training"),
           ask=lambda to: to.learner.toggle_run()),
    Action("next_update", LEARN, tr("Next update"), ("Ctrl+Right",), tr("Train on one batch"), 1,
           ask=lambda to: to.learner.step_update(1)),
    Action("last_update", LEARN, tr("Previous update"), ("Ctrl+Left",),
           tr("Go back to the weights before the last update"), 1,
           ask=lambda to: to.learner.step_update(-1)),
    Action("rewind", LEARN, tr("Rewind"), ("Ctrl+R",), tr("Go back to the same initial weights"), 2,
           ask=lambda to: to.learner.rewind()),
    Action("new_seed", LEARN, tr("New seed"), ("Ctrl+Shift+R",),
           tr("New initial weights, new batches"), 2, ask=lambda to: to.document.new_seed()),
    Action("replay", LEARN, tr("Replay training"), ("Shift+Space",),
           tr("Replay all updates so far, from here or from the start"), 2,
           ask=lambda to: to.learner.toggle_replay()),
    Action("limits", LEARN, tr("Stop conditions …"), ("Ctrl+J",),
           tr("Conditions at which training stops, and the memory for rewinding"), 3,
           show=lambda window: window.show_limits()),
    Action("compare", LEARN, tr("Compare activations …"), ("Ctrl+K",),
           tr("Run the same experiment with many activations and initializers"), 3,
           show=lambda window: window.show_panel_window("compare")),
    Action("function", LEARN, tr("Own activation …"), ("Ctrl+U",),
           tr("Type a formula of your own and use it in a network"), 3,
           show=lambda window: window.show_panel_window("function")),
    Action("gallery", VIEW, tr("Gallery of activations …"), ("Ctrl+G",),
           tr("All activation functions on one page, by year or by their slopes"), 4,
           show=lambda window: window.show_panel_window("gallery")),
    Action("stage_network", VIEW, tr("Network"), ("1",),
           tr("Show signals and gradients in the middle of the window"),
           show=lambda window: window.stage.show_part("network"),
           state=lambda window: window.stage.shown == "network"),
    Action("stage_curves", VIEW, tr("Curves"), ("2",),
           tr("Show activation functions and their derivatives in the middle of the window"),
           show=lambda window: window.stage.show_part("curves"),
           state=lambda window: window.stage.shown == "curves"),
    Action("stage_both", VIEW, tr("Network and curves"), ("3",),
           tr("Show the network above and the curves below"),
           show=lambda window: window.stage.show_part("both"),
           state=lambda window: window.stage.shown == "both"),
    Action("theme", VIEW, tr("Next theme"), ("Ctrl+T",), tr("Light, dark, projector"),
           present=lambda it: it.next_theme()),
    Action("projector", VIEW, tr("Projector"), ("F8",),
           tr("High contrast and large type, for projectors"),
           present=lambda it: it.toggle_projector(),
           state=lambda window: window.presentation.projecting),
    Action("colors", VIEW, tr("Published color maps (CET)"), (),
           tr("Show values in the color maps of P. Kovesi (CC-BY) instead of our own"),
           present=lambda it: it.toggle_colors(),
           state=lambda window: window.presentation.published),
    Action("present", VIEW, tr("Present"), ("F5",),
           tr("Full screen without controls; Esc ends it"), 1,
           present=lambda it: it.present(),
           state=lambda window: window.presentation.presenting),
    Action("full_screen", VIEW, tr("Full screen"), ("F11",), tr("Full screen on or off"), 1,
           present=lambda it: it.toggle_full_screen(),
           state=lambda window: window.presentation.full),
    Action("blank", VIEW, tr("Blank the screen"), (".", "B"),
           tr("Black screen until the next key press"), 1,
           present=lambda it: it.toggle_blank()),
    Action("leave", VIEW, tr("End the presentation"), ("Esc",),
           tr("Show the screen again or leave the presentation; never quits the program"), 1,
           present=lambda it: it.leave()),
    Action("controls", VIEW, tr("Controls"), ("F9",), tr("Show or hide the column of controls"), 2,
           show=lambda window: window.toggle_controls(),
           state=lambda window: window.columns.controls),
    Action("details", VIEW, tr("Diagrams"), ("F10",), tr("Show or hide the column of diagrams"), 2,
           show=lambda window: window.toggle_details(),
           state=lambda window: window.columns.diagrams),
    Action("maximize", VIEW, tr("Maximize panel"), ("F4",),
           tr("Give all the room to the panel under the mouse or with the focus; Esc ends it"), 2,
           show=lambda window: window.maximize.toggle(),
           state=lambda window: window.maximize.active),
    Action("all_settings", VIEW, tr("All settings"), ("Ctrl+F9",),
           tr("Show all settings in the column of controls, or only the basic ones"), 2,
           show=lambda window: window.preferred.toggle_all_settings(),
           state=lambda window: window.preferred.now.all_settings),
    Action("single_keys", VIEW, tr("Single keys"), (),
           tr("Letters, digits and signs are shortcuts; off: only Space, F keys and keys with "
              "Ctrl or Alt"), 2,
           show=lambda window: window.preferred.toggle_single_keys(),
           state=lambda window: window.preferred.now.single_keys),
    Action("layers", VIEW, tr("Layer table"), ("Ctrl+L",),
           tr("All layers of the selected network with all measures"), 3,
           show=lambda window: window.show_panel_window("layers")),
    Action("help", HELP, tr("Help"), ("F1",),
           tr("Explain what the mouse points at or what has the focus; otherwise open the "
              "help pages"),
           show=lambda window: help_here(window)),
    Action("glossary", HELP, tr("Glossary"), ("Ctrl+F1",),
           tr("Every word and symbol on the screen in plain words, with formula and source"),
           show=lambda window: window.show_glossary()),
    Action("shortcuts", HELP, tr("Keyboard shortcuts"), ("Shift+F1",),
           tr("Show all keyboard shortcuts"),
           show=lambda window: window.show_help("keys")),
    Action("start_card", HELP, tr("Start …"), (),
           tr("Three ways to start: show me, teach, diagnose"), 1,
           show=lambda window: window.show_start()),
    Action("coach", HELP, tr("Coach"), (),
           tr("A line that says what to look at and what to try next"), 1,
           show=lambda window: window.preferred.toggle_coach(),
           state=lambda window: window.preferred.now.coach),
    Action("about", HELP, tr("About"), (), tr("Versions and licenses"),
           show=lambda window: window.show_about()),
)  # fmt: skip


def make_actions(owner: QWidget, do: Callable[[Action], object]) -> dict[str, QAction]:
    """A QAction for every entry, active in the owner's whole window."""
    made = {}
    for entry in ACTIONS:
        action = QAction(entry.text, owner)
        action.setObjectName(f"action_{entry.id}")
        action.setShortcuts([QKeySequence(key) for key in entry.keys])
        set_tooltip(action, tooltip(entry))
        action.setStatusTip(entry.help)
        action.setCheckable(entry.state is not None)
        action.triggered.connect(_doing(do, entry))
        owner.addAction(action)
        made[entry.id] = action
    return made


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction], window: WindowRequests) -> QMenu:
    """Add all menus, with a separator where the group changes; returns the menu of recent files."""

    def mark(entries: Sequence[Action]) -> None:
        for entry in entries:
            if entry.state is not None:
                actions[entry.id].setChecked(entry.state(window))

    for name, title in MENUS.items():
        menu, group = bar.addMenu(title), 0
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(partial(mark, tuple(in_menu(name))))
        for entry in in_menu(name):
            if entry.group != group:
                menu.addSeparator()
                group = entry.group
            menu.addAction(actions[entry.id])
    recent = QMenu(tr("Open recent"), bar)
    menu_with(actions["save"]).insertMenu(actions["save"], recent)
    return recent


def menu_with(action: QAction) -> QMenu:
    """The menu that has this action."""
    return next(each for each in action.associatedObjects() if isinstance(each, QMenu))


def tooltip(entry: Action, *, single: bool = True) -> str:
    """Tooltip of a button for this action: help text and first key.

    Args:
        entry: the action.
        single: whether letters, digits and signs alone are shortcuts.
    """
    keys = keys_of(entry, single=single)
    if not keys:
        return entry.help
    return tr("{action} ({key})", action=entry.help, key=key_text(keys[0]))


def keys_of(entry: Action, *, single: bool) -> tuple[str, ...]:
    """The keys of an action, with or without those that are a single letter, digit or sign."""
    return entry.keys if single else tuple(key for key in entry.keys if len(key) > 1)


def key_text(key: str) -> str:
    """The name of a key as usual on this system."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def in_menu(menu: str) -> Iterator[Action]:
    """The entries of a menu, in order."""
    return (entry for entry in ACTIONS if entry.menu == menu)


def _doing(do: Callable[[Action], object], entry: Action) -> Callable[[], None]:
    def triggered() -> None:
        do(entry)

    return triggered
