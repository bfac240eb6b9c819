"""Measures and paints one card: picture, title, text and facts."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap

from ui.look.theme import Theme, font
from vgsim.words.language import tr

ACROSS, TALL = 200, 96  # of a picture, at a label size of `USUAL`
USUAL = 13
TEXT = 21  # minimum width of the text next to the picture, in label sizes
_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class CardContent(Protocol):
    """The parts of a card."""

    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def facts(self) -> tuple[str, ...]: ...
    @property
    def picture(self) -> Path | None: ...
    @property
    def open(self) -> bool: ...


class CardPaint:
    """The sizes of cards in a theme, and their painting."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        scale = theme.label_size / USUAL
        self._picture = QSize(round(ACROSS * scale), round(TALL * scale))
        self._title = font(theme, theme.title_size, strong=True)
        self._text, self._facts = font(theme), font(theme, theme.label_size)
        if theme.label_size > theme.font_size:  # the projector's controls are smaller
            self._text = self._facts
        self._pixmaps: dict[Path, QPixmap] = {}

    def columns(self, room: int) -> int:
        """How many cards fit next to each other into a width in pixels."""
        least = self._picture.width() + TEXT * self._theme.label_size + 4 * self._theme.spacing
        return max(room // least, 1)

    def heading_size(self, room: int) -> QSize:
        return QSize(room, QFontMetrics(self._title).height() + 3 * self._theme.spacing)

    def _next_to(self, width: int) -> bool:
        """Whether the text is next to the picture, not below it."""
        return width >= self._picture.width() + 14 * self._theme.label_size

    def _text_width(self, width: int) -> int:
        inner = width - 4 * self._theme.spacing
        return (
            inner - self._picture.width() - self._theme.spacing if self._next_to(width) else inner
        )

    def height(self, card: CardContent, width: int) -> int:
        """The height in pixels that a card of this width needs, with the space around it."""
        lines = sum(self._blocks(card, self._text_width(width))) + self._theme.spacing
        tall = self._picture.height()
        inner = max(lines, tall) if self._next_to(width) else lines + tall + self._theme.spacing
        return inner + 4 * self._theme.spacing

    def _blocks(self, card: CardContent, width: int) -> tuple[int, int, int]:
        """Heights of title, text and facts, wrapped to a width."""
        room = QRect(0, 0, max(width, 1), 1 << 20)
        parts = (
            (self._title, card.title),
            (self._text, card.text),
            (self._facts, "\n".join(card.facts)),
        )
        title, text, facts = (
            QFontMetrics(family).boundingRect(room, _WRAPPED, words).height() if words else 0
            for family, words in parts
        )
        return title, text, facts

    def heading(self, painter: QPainter, rect: QRect, words: str) -> None:
        """Paint the title of a group."""
        spacing = self._theme.spacing
        painter.setFont(self._title)
        painter.setPen(QColor(self._theme.text))
        box = rect.adjusted(spacing, 0, -spacing, -spacing // 2)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, words)

    def card(
        self, painter: QPainter, rect: QRect, card: CardContent, current: bool, hovered: bool
    ) -> None:
        """Paint a card; `current`: Enter chooses it."""
        theme, spacing = self._theme, self._theme.spacing
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(rect).adjusted(spacing / 2, spacing / 2, -spacing / 2, -spacing / 2)
        width = max(2.0, theme.line_width) if current or hovered else 1.0
        painter.setPen(QPen(QColor(theme.accent if current or hovered else theme.border), width))
        painter.setBrush(QColor(theme.raised if hovered else theme.surface))
        painter.drawRoundedRect(frame, theme.radius, theme.radius)
        inner = rect.adjusted(2 * spacing, 2 * spacing, -2 * spacing, -2 * spacing)
        place = QRect(inner.topLeft(), self._picture)
        self._draw_picture(painter, place, card.picture)
        if card.open:
            self._mark(painter, place)
        if self._next_to(rect.width()):
            inner.setLeft(place.right() + spacing + 1)
        else:
            inner.setTop(place.bottom() + spacing)
        title, text, facts = self._blocks(card, inner.width())
        y = inner.top()
        for family, words, color, height in (
            (self._title, card.title, theme.text, title),
            (self._text, card.text, theme.text, text + spacing // 2),
            (self._facts, "\n".join(card.facts), theme.muted, facts),
        ):
            painter.setFont(family)
            painter.setPen(QColor(color))
            painter.drawText(QRect(inner.left(), y, inner.width(), height), _WRAPPED, words)
            y += height
        painter.restore()

    def _draw_picture(self, painter: QPainter, place: QRect, path: Path | None) -> None:
        if path is None:
            self._placeholder(painter, place)
            return
        if path not in self._pixmaps:
            self._pixmaps[path] = QPixmap(str(path))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, self._pixmaps[path])
        painter.setPen(QPen(QColor(self._theme.border), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)

    def _placeholder(self, painter: QPainter, place: QRect) -> None:
        """A drawing of a sheet of paper, for files without a picture."""
        theme = self._theme
        painter.setPen(QPen(QColor(theme.border), 1))
        painter.setBrush(QColor(theme.window))
        painter.drawRect(place)
        height = 0.7 * place.height()
        sheet = QRectF(0, 0, 0.75 * height, height)
        sheet.moveCenter(QRectF(place).center())
        painter.setPen(QPen(QColor(theme.outline), 1.5))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(sheet, 3, 3)
        left = sheet.left() + height / 8
        for line in range(1, 5):
            y = sheet.top() + line * height / 5
            right = sheet.right() - height / (4 if line == 4 else 8)
            painter.drawLine(QPointF(left, y), QPointF(right, y))

    def _mark(self, painter: QPainter, place: QRect) -> None:
        """Mark the picture of the open scenario."""
        theme, words = self._theme, tr("open now")
        metrics = QFontMetrics(self._facts)
        box = QRect(0, 0, metrics.horizontalAdvance(words) + 2 * theme.spacing, metrics.height())
        box.moveBottomLeft(place.bottomLeft())
        painter.fillRect(box, QColor(theme.accent))
        painter.setFont(self._facts)
        painter.setPen(QColor(theme.on_accent))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
