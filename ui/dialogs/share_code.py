"""Shows a share code and its QR picture, large enough to be read from the back of a room."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFontDatabase, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.text import plain_label
from vgsim.files.qr import BORDER, Squares, dark_runs, qr_squares
from vgsim.words.language import tr

PART = 0.92  # of the screen's height
LINES = 2  # of the code's text


class QrPicture(QWidget):
    """The picture in whole pixels for each square, always black on white."""

    def __init__(self, squares: Squares) -> None:
        super().__init__()
        self._squares = squares
        self._count = len(squares) + 2 * BORDER
        self.setAccessibleName(tr("QR picture of the share code"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(2 * self._count, 2 * self._count)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        side = max(int(min(self.width(), self.height()) * ratio / self._count), 1) / ratio
        whole = side * self._count
        left, top = (self.width() - whole) // 2, (self.height() - whole) // 2
        painter.fillRect(QRectF(left, top, whole, whole), QColor("white"))
        for x, y, length in dark_runs(self._squares):
            run = QRectF(left + x * side, top + y * side, length * side, side)
            painter.fillRect(run, QColor("black"))
        painter.end()


class ShareCodeDialog(QDialog):
    """The picture, the code as text, and a button that copies the code."""

    def __init__(self, code: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Share code of {experiment}", experiment=name))
        self._code = code
        squares = qr_squares(code)
        layout = QVBoxLayout(self)
        if squares is None:
            text = tr(
                "This code is too long for a QR picture that can be read from a distance. Copy it "
                "and send it, or save the experiment and pass on the file."
            )
        else:
            self.picture = QrPicture(squares)
            layout.addWidget(self.picture, 1)
            text = tr(
                "The camera of a phone reads the code as text. Copy that text to a computer; "
                "there, choose Edit, Paste share code."
            )
        self.sentence = plain_label(text)
        layout.addWidget(self.sentence)
        self.view = QPlainTextEdit(code)
        self.view.setReadOnly(True)
        self.view.setTabChangesFocus(True)
        self.view.setAccessibleName(tr("Share code"))
        self.view.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        height = self.view.fontMetrics().lineSpacing() * LINES
        self.view.setFixedHeight(height + 2 * self.view.frameWidth() + 8)
        layout.addWidget(self.view)
        self._add_buttons(layout)
        self.resize(self._size(squares is not None))

    def _add_buttons(self, layout: QVBoxLayout) -> None:
        buttons = QDialogButtonBox()
        self.copy_button = QPushButton(tr("Copy"))
        self.copy_button.clicked.connect(self.copy)
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton(QDialogButtonBox.StandardButton.Close)
        close.setDefault(True)
        close.setFocus()
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    def _size(self, pictured: bool) -> QSize:
        """With a picture, nearly as high as the screen."""
        if not pictured:
            return QSize(640, 260)
        room = self.screen().availableSize()
        height = round(room.height() * PART)
        return QSize(min(height, room.width()), height)

    def copy(self) -> None:
        """Copy the code to the clipboard."""
        QGuiApplication.clipboard().setText(self._code)
