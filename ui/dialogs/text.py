"""A dialog that shows plain text to read or copy; text from files is never taken for markup."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.widgets.plain import PlainLabel
from vgsim.words.language import tr


def plain_label(text: str, role: str = "", parent: QWidget | None = None) -> PlainLabel:
    """A label that wraps and shows its text without interpreting markup."""
    label = PlainLabel(text, parent)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label


class TextDialog(QDialog):
    """A sentence, the details below it, and a button that copies the details."""

    def __init__(
        self,
        title: str,
        sentence: str,
        details: str,
        parent: QWidget | None = None,
        *,
        monospace: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._details = details
        layout = QVBoxLayout(self)
        layout.addWidget(plain_label(sentence, "title"))
        view = QPlainTextEdit(details)
        view.setReadOnly(True)
        view.setTabChangesFocus(True)
        view.setAccessibleName(title)
        if monospace:
            view.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
            view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        layout.addWidget(view, 1)
        self.buttons = QDialogButtonBox()
        self.copy_button = QPushButton(tr("Copy"))
        self.copy_button.clicked.connect(self.copy)
        self.buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        close = self.buttons.addButton(QDialogButtonBox.StandardButton.Close)
        close.setDefault(True)
        close.setFocus()
        self.buttons.rejected.connect(self.reject)
        layout.addWidget(self.buttons)
        self.resize(640, 420)

    def copy(self) -> None:
        """Copy the details to the clipboard."""
        QGuiApplication.clipboard().setText(self._details)
