"""What is written over a lane and under its columns: title, verdict, the numbers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from ui.items.network.axis import CENTER, LEFT, RIGHT
from ui.items.network.layout import Layout, line_height, small, text_width
from ui.items.network.reading import APART
from ui.items.network.scene import LaneScene
from ui.theme import Theme
from vgsim.compute.trace import LaneTrace
from vgsim.play.text import nearest_power, scientific
from vgsim.theory.verdict import Verdict

GLYPHS = {"good": "✓", "warn": "!", "bad": "✕"}


def severity_color(theme: Theme, severity: str) -> QColor:
    return QColor({"good": theme.good, "warn": theme.warn, "bad": theme.danger}[severity])


def fitted(words: str, family: QFont, width: float, least: int) -> QFont:
    """The type, made smaller for a text that would not fit."""
    smaller = QFont(family)
    for size in range(family.pixelSize(), least - 1, -1):
        smaller.setPixelSize(size)
        if text_width(words, smaller) <= width:
            break
    return smaller


@dataclass(frozen=True, slots=True)
class LaneWords:
    """One lane's texts, painted on the picture; places in the window's pixels."""

    plan: Layout
    scene: LaneScene
    lane: LaneTrace
    verdict: Verdict
    color: str  # of the lane

    @property
    def _title_box(self) -> QRectF:
        pad, top = self.plan.theme.spacing, self.plan.y(self.scene.place.top)
        height = line_height(self.plan.header.title)
        left = pad * 2.25
        return QRectF(left, top + pad * 0.5, self.plan.width - left - 2 * pad, height)

    def reading_box(self) -> QRectF:
        """Where `reading` is written: right of the title."""
        box = self._title_box
        box.setLeft(box.left() + self._title_width() + self.plan.theme.spacing)
        return box

    def header_box(self) -> QRectF:
        """Title and sentence."""
        plan, place = self.plan, self.scene.place
        return QRectF(0, plan.y(place.top), plan.width, plan.y(place.header - place.top))

    def _title_width(self) -> float:
        wanted = text_width(self.lane.title, self.plan.header.title)
        return min(wanted, 0.4 * self._title_box.width())

    def note(self) -> str:
        """What the cells leave out, said wherever it does."""
        most = self.scene.rows.most_units
        return f"a row shows the largest of {most} units" if most > 1 else ""

    def write(self, painter: QPainter) -> None:
        """All that stays as long as the trace does."""
        box = self.header_box().adjusted(0, 0, 0, -2)  # the selection's outline is near
        painter.fillRect(box, QColor(self.plan.theme.surface))
        self._header(painter)

    def _header(self, painter: QPainter) -> None:
        """Title and verdict. The glyph says the severity to those who see no colors."""
        plan, theme, box = self.plan, self.plan.theme, self._title_box
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.color))
        chip = QRectF(theme.spacing * 0.75, box.top(), theme.spacing * 0.75, box.height())
        painter.drawRoundedRect(chip, 2, 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(plan.header.title)
        painter.setPen(QColor(theme.text))
        width = self._title_width()
        self._elided(painter, QRectF(box.left(), box.top(), width, box.height()), self.lane.title)
        painter.setFont(plan.header.sentence)
        painter.setPen(severity_color(theme, self.verdict.severity))
        words = f"{GLYPHS[self.verdict.severity]}  {self.verdict.sentence}"
        if plan.header.lines == 0:
            box.setLeft(box.left() + width + theme.spacing)
            least = round(small(theme) * 0.8)
            painter.setFont(fitted(words, plan.header.sentence, box.width(), least))
            self._elided(painter, box, words)
            return
        line = line_height(plan.header.sentence)
        below = QRectF(box.left(), box.bottom(), box.width(), line * plan.header.lines)
        if plan.header.lines == 1:
            painter.setFont(fitted(words, plan.header.sentence, below.width(), small(theme)))
            self._elided(painter, below, words)
        else:
            flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
            painter.drawText(below, flags, words)

    def write_reading(self, painter: QPainter, words: str) -> None:
        """The instant's number in front of a cleared ground; shortened from its left."""
        plan, box = self.plan, self.reading_box()
        if plan.header.lines == 0:
            return
        painter.fillRect(box.toAlignedRect().adjusted(0, 0, 0, 2), QColor(plan.theme.surface))
        painter.setFont(plan.header.title)
        painter.setPen(QColor(plan.theme.text))
        family = plan.header.title
        while words and text_width(words, family) > box.width():
            words = words.partition(APART)[2]
        painter.drawText(box, RIGHT, words)
        note, free = self.note(), box.width() - text_width(words, family)
        if note and text_width(note, plan.label) + 3 * plan.theme.spacing < free:
            painter.setFont(plan.label)
            painter.setPen(QColor(plan.theme.muted))
            painter.drawText(box, LEFT, note)

    def _elided(self, painter: QPainter, box: QRectF, words: str) -> None:
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()) + 1)
        painter.drawText(box, LEFT, shown)

    def numbers(self) -> list[str]:
        """The size of the gradient of every layer, as it is written under the column."""
        rows = self.plan.rows
        sizes = [float(size) for size in self.lane.measures["gradient_preactivation"]]
        if rows is None:
            return []
        return [nearest_power(size) if rows.short else scientific(size) for size in sizes]

    def write_numbers(self, painter: QPainter, numbers: list[str], old: list[str]) -> None:
        """On the picture after the wave; only what is written otherwise than before."""
        plan, theme, offset = self.plan, self.plan.theme, self.plan.y(self.scene.pictures.top)
        painter.setFont(plan.number)
        painter.setPen(QColor(theme.text))
        surface = QColor(theme.surface)
        for index, (words, box) in enumerate(zip(numbers, self.scene.pictures.boxes, strict=False)):
            if box is None or (index < len(old) and old[index] == words):
                continue
            left, top, right, bottom = (plan.y(edge) for edge in box)
            place = QRectF(left, top - offset, right - left, bottom - top)
            painter.fillRect(place, surface)
            painter.drawText(place, CENTER, words)
