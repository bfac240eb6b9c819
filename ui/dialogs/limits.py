"""Dialog for the stop conditions of learning and the memory for going back to earlier updates."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QVBoxLayout,
    QWidget,
)

from ui.exchange.requests import LearnerRequests
from ui.widgets.number import NumberField
from ui.widgets.plain import PlainLabel
from vgsim.describe.goal import Goal
from vgsim.words.language import tr

MEBIBYTE = 2**20
LEAST, MOST = 4, 16_384  # MiB of memory for going back


class LimitsDialog(QDialog):
    """Each condition can be switched on and off; nothing changes before OK."""

    def __init__(self, learner: LearnerRequests, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Stop conditions"))
        self._learner, goal = learner, learner.goal
        layout, grid = QVBoxLayout(self), QGridLayout()
        layout.addLayout(grid)
        self._rows: dict[str, tuple[QCheckBox, NumberField]] = {}
        for name, text, value, usual, whole in (
            ("updates", tr("Stop after this many updates"), goal.updates, 1000, True),
            ("loss", tr("Stop when the loss of every network is at most"), goal.loss, 0.1, False),
            ("accuracy", tr("Stop when the test accuracy of every network is at least (%)"),
             None if goal.accuracy is None else 100 * goal.accuracy, 90, False),
        ):  # fmt: skip
            switch, field = QCheckBox(text), NumberField(integer=whole)
            field.setAccessibleName(text)
            field.set_value(usual if value is None else value)
            switch.setChecked(value is not None)
            field.setEnabled(value is not None)
            switch.toggled.connect(field.setEnabled)
            self._add(grid, switch, field)
            self._rows[name] = switch, field
        self.memory = NumberField(integer=True)
        memory = tr("Memory for rewinding (MiB)")
        self.memory.setAccessibleName(memory)
        self.memory.set_value(learner.memory // MEBIBYTE)
        self._add(grid, PlainLabel(memory), self.memory)
        hint = PlainLabel(tr(
            "Weights are stored at intervals; every update in between is recomputed exactly. "
            "More memory makes rewinding faster. Training also stops at the first NaN or infinity."
        ))  # fmt: skip
        hint.setWordWrap(True)
        hint.setProperty("role", "muted")
        self.fault = PlainLabel("")
        self.fault.setWordWrap(True)
        self.fault.setProperty("role", "bad")
        self.fault.hide()
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(hint)
        layout.addWidget(self.fault)
        layout.addWidget(buttons)
        for field in self._fields():
            field.committed.connect(field.show_value)
            field.refused.connect(self._refuse)
            field.unmarked.connect(self.fault.hide)

    def _fields(self) -> list[NumberField]:
        return [*(field for _, field in self._rows.values()), self.memory]

    @staticmethod
    def _add(grid: QGridLayout, label: QWidget, field: NumberField) -> None:
        row = grid.rowCount()
        grid.addWidget(label, row, 0)
        grid.addWidget(field, row, 1)

    def accept(self) -> None:
        """Apply the input, or show what is impossible."""
        for field in self._fields():
            if field.isEnabled():
                field.commit()  # Enter closes the dialog before the field loses the focus
        if any(field.marked for field in self._fields() if field.isEnabled()):
            return
        self.fault.hide()
        values = {
            name: field.value() if switch.isChecked() else None
            for name, (switch, field) in self._rows.items()
        }
        memory = self.memory.value()
        updates, loss, accuracy = values["updates"], values["loss"], values["accuracy"]
        if updates is not None and updates < 1:
            self._refuse(tr("Enter at least 1 update."), self._rows["updates"][1])
        elif accuracy is not None and not 0 < accuracy <= 100:
            text = tr("Accuracy is the fraction of correct predictions: above 0, up to 100 %.")
            self._refuse(text, self._rows["accuracy"][1])
        elif not LEAST <= memory <= MOST:
            text = tr("Memory for rewinding: from {low} to {high} MiB.", low=LEAST, high=MOST)
            self._refuse(text, self.memory)
        else:
            goal = Goal(
                None if updates is None else int(updates),
                loss,
                None if accuracy is None else accuracy / 100,
            )
            self._learner.set_goal(goal)
            self._learner.set_memory(int(memory) * MEBIBYTE)
            super().accept()

    def _refuse(self, sentence: str, field: NumberField | None = None) -> None:
        """Show what is impossible, and mark the field that is out of range."""
        if field is not None:
            field.refuse()
        self.fault.setText(sentence)
        self.fault.show()
