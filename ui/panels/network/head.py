"""The bar above the networks: which example is shown, what colors mean, and the legend."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QSpinBox,
    QStyle,
    QStyleOptionToolButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.look.theme import Theme
from ui.network.legend import NetworkLegend
from ui.widgets.elided import in_lines
from ui.widgets.plain import set_tooltip
from vgsim.words.language import tr

MEAN = 0  # value of the example field that stands for the batch mean
NOTHING = "…"  # the text of the button where there is no room for words


class NetworkHead(QWidget):
    """The controls, which can be behind a button, and the legend next to them or below them."""

    def __init__(self) -> None:
        super().__init__()
        self.legend = NetworkLegend()
        self.example = QSpinBox()
        self.example.setRange(MEAN, 1)
        self.example.setSpecialValueText(tr("Average of the batch"))
        self.example.setPrefix(tr("Example "))
        self.example.setWrapping(True)
        self.example.setAccessibleName(tr("Example of the batch"))
        set_tooltip(
            self.example,
            tr(
                "Show one example of the batch, with signs, or the mean of the magnitudes of "
                "all examples"
            ),
        )
        self.example.setKeyboardTracking(False)
        self.automatic = QCheckBox(tr("Fit colors to this pass"))
        set_tooltip(
            self.automatic,
            tr(
                "Fit the gradient's colors to this pass; otherwise a color means the same "
                "number in every pass"
            ),
        )
        self._compact = self._bare = False
        self.more = QToolButton()
        self.more.setText(NOTHING)
        self.more.setAccessibleName(tr("Example and colors"))
        self.more.hide()
        self._popup = QFrame(self.more, Qt.WindowType.Popup)
        self._popup.setProperty("role", "panel")
        self._popup.setAccessibleName(tr("Example and colors"))
        self._popup_layout = QVBoxLayout(self._popup)
        self.more.clicked.connect(self._open)
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._controls = QHBoxLayout()
        self._row.addLayout(self._controls)
        self._controls.addWidget(self.example)
        self._controls.addWidget(self.automatic)
        self._controls.addStretch(1)
        self._row.addWidget(self.more)
        self._row.addWidget(self.legend, 1)

    def show_theme(self, theme: Theme) -> None:
        """Apply colors and distances."""
        side = theme.spacing
        self._controls.setContentsMargins(side, side // 2, side, 0)
        self._controls.setSpacing(side * 2)
        self.example.lineEdit().setTextMargins(side, 0, 0, 0)
        self.legend.set_theme(theme)
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Place the legend next to the controls if there is room, otherwise below them."""
        one_row = self._compact or self._fits_in_one_row(self.width())
        direction = (
            QBoxLayout.Direction.LeftToRight if one_row else QBoxLayout.Direction.TopToBottom
        )
        if self._row.direction() != direction:
            self._row.setDirection(direction)
        self.name_choice()

    def name_choice(self) -> None:
        """Name on the button what is shown, as fully as it can without a higher legend."""
        shown, field = self.example.text(), self.example
        brief = tr("Average") if field.value() == MEAN else f"{field.prefix()}{field.value()}"
        # the form does not depend on whether an example is shown or the mean
        forms = ((shown, field.specialValueText()), (brief, tr("Average")))
        height = self.legend.heightForWidth(self._legend_width(NOTHING))
        for words in forms:
            longest = max(map(_button_text, words), key=self.more.fontMetrics().horizontalAdvance)
            width = self._legend_width(longest)
            if self._bare or (width > 0 and self.legend.heightForWidth(width) <= height):
                self.more.setText(_button_text(words[0]))
                break
        else:
            self.more.setText(NOTHING)
        hint = tr("Shown: {example}. Choose an example of the batch here, and what colors mean.",
                  example=shown)  # fmt: skip
        set_tooltip(self.more, in_lines(hint))

    def _legend_width(self, words: str) -> int:
        """The width of the legend next to the button with these words on it, in pixels."""
        option = QStyleOptionToolButton()
        self.more.initStyleOption(option)
        metrics = self.more.fontMetrics()
        text = metrics.size(Qt.TextFlag.TextShowMnemonic, words)
        text.setWidth(text.width() + 2 * metrics.horizontalAdvance(" "))  # as QToolButton does
        kind = QStyle.ContentsType.CT_ToolButton
        return (
            self.width() - self.more.style().sizeFromContents(kind, option, text, self.more).width()
        )

    def _fits_in_one_row(self, width: int) -> bool:
        controls = self.example.minimumSizeHint().width() + self.automatic.sizeHint().width()
        controls += 2 * self._controls.spacing() + self._controls.contentsMargins().left()
        return controls + self.legend.least_width() <= width

    def height_for(self, width: int, *, compact: bool) -> int:
        """Its height in this width, with the controls behind the button or visible, in pixels."""
        row = self.example.sizeHint().height()
        if compact:
            return max(self.legend.heightForWidth(width - self.more.sizeHint().width()), row)
        if self._fits_in_one_row(width):
            return max(self.legend.heightForWidth(round(self.legend.least_width())), row)
        return self.legend.heightForWidth(width) + row

    def set_bare(self, bare: bool, *, borrowed: bool = False) -> None:
        """Hide the legend and the button of the controls, where the height is for the networks.

        `borrowed`: the button is not hidden, because another part of the window shows it meanwhile.
        """
        self._bare = bare
        self.legend.setVisible(not bare)
        if not borrowed and self._row.indexOf(self.more) < 0:
            self._row.insertWidget(1, self.more)
        self.more.setVisible(self._compact and (borrowed or not bare))
        self.name_choice()

    def set_compact(self, compact: bool) -> None:
        """Move the controls behind the button, or back."""
        if compact == self._compact:
            return
        self._compact = compact
        self.more.setVisible(compact)
        for index, widget in enumerate((self.example, self.automatic)):
            if compact:
                self._popup_layout.addWidget(widget)
            else:
                self._controls.insertWidget(index, widget)
            widget.show()
        self.arrange()

    def _open(self) -> None:
        self._popup.adjustSize()
        place = self.more.mapToGlobal(self.more.rect().bottomLeft())
        screen = self.more.screen().availableGeometry()
        place.setY(min(place.y(), screen.bottom() - self._popup.height()))
        place.setX(min(place.x(), screen.right() - self._popup.width()))
        self._popup.move(place)
        self._popup.show()
        self.example.setFocus()


def _button_text(words: str) -> str:
    """Words on a button that opens something."""
    return f"{words} …"
