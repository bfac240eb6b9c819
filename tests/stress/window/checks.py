"""What has to hold in the window whatever was done before."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from tests.stress.window.expected import twin_losses
from ui.panels.controls.basic import rate_row
from ui.panels.controls.functions import with_functions
from ui.panels.controls.panel import ControlsPanel
from ui.panels.controls.parts import layer_rows, learning_rows
from ui.panels.controls.rows import data_rows, more_network_rows, own_rows, rows_of
from ui.session.session import Session
from ui.shell.application import Application
from ui.widgets.entry_field import EntryField
from ui.widgets.form import Form
from vgsim.describe.history import KEPT

Faults = list[tuple[str, str]]  # what, detail


def undone_and_redone(session: Session) -> Faults:
    """Undo to the start gives what was opened; redo gives back what there was."""
    faults: Faults = []
    whole = len(session.document.history.past) < KEPT
    first = session.document.opened if whole else session.document.history.past[0][0]
    while session.document.history.future:
        session.document.redo()
    last = session.experiment
    while session.document.history.past:
        session.document.undo()
    if session.experiment != first:
        faults.append(("undo to the start gives another experiment", str(session.experiment)))
    while session.document.history.future:
        session.document.redo()
    if session.experiment != last:
        faults.append(("redo to the end gives another experiment", str(session.experiment)))
    return faults


def at_rest(session: Session) -> bool:
    """Whether the newest pass on the screen is that of the document, before any update."""
    trace = session.player.trace
    return (
        trace is not None
        and trace is session.player.newest
        and trace.experiment == session.experiment
        and trace.step == 0
        and not session.learner.running
    )


def state(session: Session) -> str:
    """Why the window is not at rest."""
    trace = session.player.trace
    shown = None if trace is None else (trace.step, trace.experiment == session.experiment)
    newest = session.player.newest
    computed = None if newest is None else (newest.step, newest.experiment == session.experiment)
    return (
        f"running {session.learner.running}, shown {shown}, newest {computed}\n{session.experiment}"
    )


def screen(main: Application) -> Faults:
    """The controls show the document, whatever was typed or half typed."""
    assert main.session is not None
    panel = main.window.findChild(ControlsPanel)
    if panel is None or not panel.isVisible():
        return []
    experiment = main.session.experiment
    lane, layer = main.session.viewer.watch.lane, main.session.viewer.watch.layer
    network = experiment.lanes[lane].network
    everything = main.window.preferred.now.all_settings
    shared = data_rows(experiment) if everything else rate_row(experiment, experiment.lanes[lane])
    pairs = [
        (panel.network, with_functions(rows_of(network, "network"), experiment)),
        (panel.more, more_network_rows(experiment, lane)),
        (panel.own, own_rows(experiment, lane)),
        (panel.data, shared),
        (panel.learning, learning_rows(experiment)),
    ]
    if network.cell == "none":
        pairs.append((panel.remedies, rows_of(network, "remedies")))
        rows = layer_rows(network, min(layer, network.depth))
        pairs.append((panel.layer, with_functions(rows, experiment)))
    faults: Faults = []
    for shown, rows in pairs:
        fresh = Form()
        fresh.show_rows(rows)
        found, wanted = _texts(shown), _texts(fresh)
        fresh.deleteLater()
        if not everything:
            wanted = {key: text for key, text in wanted.items() if key in found}
        if found != wanted:
            other = {
                key: (found.get(key), wanted.get(key))
                for key in found | wanted
                if found.get(key) != wanted.get(key) and not _refused(shown.rows.get(key))
            }
            if other:
                faults.append(("the controls do not show the document", f"shown, wanted: {other}"))
    count = len(panel.tabs.bar.tabs)
    if count != len(experiment.lanes):
        faults.append(("tabs and networks are not the same number", f"{count} tabs"))
    return faults


def _texts(form: Form) -> dict[str, str]:
    return {key: _text(row) for key, row in form.rows.items()}


def _refused(row: QWidget | None) -> bool:
    """Whether a row keeps a text that was refused, marked, to be corrected."""
    field = row.findChild(EntryField) if row is not None else None
    return field is not None and field.marked


def _text(row: QWidget) -> str:
    """What a row shows."""
    if isinstance(row, QCheckBox):
        return str(row.isChecked())
    box, field = row.findChild(QComboBox), row.findChild(QLineEdit)
    if box is not None:
        return box.currentText()
    return field.text() if field is not None else ""


def numbers(session: Session) -> Faults:
    """The losses on the screen are those that plain NumPy computes."""
    trace = session.player.trace
    assert trace is not None
    faults: Faults = []
    for lane, (wanted, tolerance) in zip(trace.lanes, twin_losses(session.experiment), strict=True):
        close = abs(lane.loss - wanted) <= tolerance * max(abs(wanted), abs(lane.loss))
        if not (close or lane.loss == wanted or (lane.loss != lane.loss and wanted != wanted)):
            faults.append(("a loss on the screen is wrong", f"{lane.loss} instead of {wanted}"
                           f"\n{session.experiment}"))  # fmt: skip
    return faults
