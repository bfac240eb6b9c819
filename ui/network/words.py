"""Texts of a lane: title, verdict, notes, and the numbers under its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from ui.look.theme import Theme
from ui.network.axis import CENTER, LEFT, RIGHT, write_axis, write_layers
from ui.network.fitting import fitted, write_wrapped
from ui.network.inputs import write_names
from ui.network.layout import (
    APART,
    AT_LAST,
    COURSE,
    READING,
    NetworkLayout,
    line_height,
    small,
    text_width,
)
from ui.network.marks import notes
from ui.network.notices import next_change, waiting_words
from ui.network.scene import LaneScene
from vgsim.compute.traces.judgement import Verdict
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.words.language import tr
from vgsim.words.numbers import grouped, nearest_power, power_of_ten, scientific

SMALLER = 0.8  # of the type size: a text is shown in full if it fits at this size
APART_LINES = 1.3  # line heights from the name of a band to the note below it, at least
GLYPHS = {"good": "✓", "warn": "!", "bad": "✕"}


def severity_color(theme: Theme, severity: str) -> QColor:
    """The color of a verdict of severity "good", "warn" or "bad"."""
    return QColor({"good": theme.good, "warn": theme.warn, "bad": theme.danger}[severity])


def column_number(size: float) -> str:
    """A number with two digits, for comparison with the verdict; for a power of ten one digit."""
    words = scientific(size, 2)
    return scientific(size) if "·" in words else words


@dataclass(frozen=True, slots=True)
class LaneWords:
    """The texts of one lane, painted on the picture; positions are window pixels."""

    plan: NetworkLayout
    scene: LaneScene
    lane: LaneTrace
    color: str  # the lane's
    requested: int = 0  # examples per batch, as set by the user
    results_shown: bool = True  # whether the verdict is shown
    predicting: bool = False  # whether it waits for a prediction
    change: int | None = None  # the update of the next change, which this pass does not show

    @property
    def verdict(self) -> Verdict:
        """The verdict on the network's gradient."""
        return self.lane.judged.verdict

    def accessible_text(self) -> str:
        """The sentence for screen readers."""
        return self.verdict.sentence if self.results_shown else self._waiting()

    def _waiting(self) -> str:
        return waiting_words(self.lane, predicting=self.predicting)

    @property
    def _line(self) -> QRectF:
        """The first line of the header, from the lane's color mark to the right edge."""
        pad, top = self.plan.theme.spacing, self.plan.y(self.scene.place.top)
        height = line_height(self.plan.header.title)
        return QRectF(2.25 * pad, top + pad * 0.5, self.plan.width - 4.25 * pad, height)

    def _title_width(self) -> float:
        """Width of the title; fixed if a sentence follows, so that the sentence does not move."""
        header, line = self.plan.header, self._line
        if header.lines == 0:
            return min(header.column, 0.4 * line.width())
        return min(text_width(self.lane.title, header.title), 0.4 * line.width())

    def _sentence(self) -> str:
        """A glyph that shows the severity without color, and as much of the verdict as fits.

        That is the whole sentence, its headline, or the first sentence of the headline.
        """
        if not self.results_shown:
            return self._waiting()
        glyph, header = GLYPHS[self.verdict.severity], self.plan.header
        found = self.verdict
        whole, *shorter = (
            f"{glyph}  {words}" for words in (found.sentence, found.headline, found.lead)
        )
        room = self._sentence_box().width() * max(header.lines, 1)
        size = header.sentence.pixelSize()
        smallest = QFont(header.sentence)  # small letters are wider than in proportion
        smallest.setPixelSize(min(size, max(self._least(), round(SMALLER * size))))
        for words in (whole, *shorter):
            if text_width(words, smallest) <= room:
                return words
        return shorter[-1]

    def _least(self) -> int:
        """The smallest type size of the sentence, in pixels."""
        return round(small(self.plan.theme) * 0.8)

    def _sentence_box(self) -> QRectF:
        """The box of the sentence: under the title, or after it if they share a line."""
        header, line = self.plan.header, self._line
        if header.lines == 0:
            return line.adjusted(self._title_width() + 1.5 * self.plan.theme.spacing, 0, 0, 0)
        height = line_height(header.sentence) * header.lines
        return QRectF(line.left(), line.bottom(), line.width(), height)

    def reading_box(self) -> QRectF:
        """The box of `write_reading`: the rest of the first line."""
        header, line = self.plan.header, self._line
        left = line.left() + self._title_width() + self.plan.theme.spacing
        if header.lines == 0:
            wanted = text_width(self._sentence(), header.sentence)
            wanted += 2 * self.plan.theme.spacing
            left = min(self._sentence_box().left() + wanted, line.right())
        line.setLeft(left)
        return line

    def header_box(self) -> QRectF:
        """The box of title and sentence."""
        plan, place = self.plan, self.scene.place
        return QRectF(0, plan.y(place.top), plan.width, plan.y(place.header - place.top))

    def note(self) -> str:
        """Explains what the cells do not show."""
        most = self.scene.rows.most_units
        parts = []
        if most > 1:
            parts.append(tr("each line shows the largest of {units} units", units=most))
        if self.lane.batch < self.requested:
            text = tr("every batch is all {examples} training examples", examples=self.lane.batch)
            parts.append(text)
        if self.change is not None:
            parts.insert(0, tr("before the change at update {step}", step=grouped(self.change)))
        words = "; ".join([*parts, *notes(self.lane)])
        return words[:1].upper() + words[1:]

    def _note_next_to_title(self) -> str:
        """The note, or a short one, that always fits in the first line, next to any reading."""
        header, most = self.plan.header, self.scene.rows.most_units
        if header.lines == 0:
            return ""
        longest = text_width(READING.replace(AT_LAST, COURSE), header.title)
        room = self.reading_box().width() - longest - 3 * self.plan.theme.spacing
        notes = (self.note(), tr("{units} units/line", units=most) if most > 1 else "")
        return next((each for each in notes if text_width(each, self.plan.label) < room), "")

    def _write_short_note(self, painter: QPainter) -> None:
        """Write a short note between the bands' names if it does not fit next to the title."""
        plan, place, most = self.plan, self.scene.place, self.scene.rows.most_units
        line, middle = line_height(plan.label), plan.y(sum(place.track)) / 2
        apart = middle - plan.y(sum(place.signal)) / 2
        if most < 2 or self._note_next_to_title() or apart < APART_LINES * line:
            return
        painter.setFont(plan.label)
        painter.setPen(QColor(plan.theme.muted))
        box = QRectF(0, middle - line / 2, plan.margin - plan.theme.spacing, line)
        painter.drawText(box, RIGHT, tr("{units} units/line", units=most))

    def write(self, painter: QPainter) -> None:
        """Write everything that does not change within a trace."""
        # leave the selection's outline, which is close
        box = self.header_box().adjusted(0, 0, 0, -2)
        painter.fillRect(box, QColor(self.plan.theme.surface))
        self._header(painter)
        self._write_short_note(painter)

    def _header(self, painter: QPainter) -> None:
        """Write title and verdict, each in smaller type if necessary."""
        plan, theme, line = self.plan, self.plan.theme, self._line
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.color))
        chip = QRectF(theme.spacing * 0.75, line.top(), theme.spacing * 0.75, line.height())
        painter.drawRoundedRect(chip, 2, 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(plan.header.title)
        painter.setPen(QColor(theme.text))
        line.setWidth(self._title_width())
        self._elided(painter, line, self.lane.title)
        known = severity_color(theme, self.verdict.severity)
        painter.setPen(known if self.results_shown else QColor(theme.muted))
        words, box = self._sentence(), self._sentence_box()
        painter.setFont(plan.header.sentence)
        least = self._least()
        if plan.header.lines == 2:
            write_wrapped(painter, box, words, plan.header.sentence, least)
        else:
            painter.setFont(fitted(words, plan.header.sentence, box.width(), least))
            self._elided(painter, box, words)

    def write_reading(self, painter: QPainter, words: str) -> None:
        """Write the reading on a cleared background; if there is no room, only its end."""
        plan, box = self.plan, self.reading_box()
        if box.width() < 2 * plan.theme.spacing:
            return
        painter.fillRect(box.toAlignedRect().adjusted(0, 0, 0, 2), QColor(plan.theme.surface))
        painter.setFont(plan.header.title)
        painter.setPen(QColor(plan.theme.text))
        family = plan.header.title
        while words and text_width(words, family) > box.width():
            words = words.partition(APART)[2]
        painter.drawText(box, RIGHT, words)
        if note := self._note_next_to_title():
            painter.setFont(plan.label)
            painter.setPen(QColor(plan.theme.muted))
            painter.drawText(box, LEFT, note)

    def _elided(self, painter: QPainter, box: QRectF, words: str) -> None:
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()) + 1)
        painter.drawText(box, LEFT, shown)

    def numbers(self) -> list[str]:
        """The size of every layer's gradient, as written under its column."""
        rows = self.plan.rows
        sizes = [float(size) for size in self.lane.followed()]
        if rows is None:
            return []
        if rows.short:
            return [nearest_power(size) for size in sizes]
        longest = f"9.9·{power_of_ten(min(self.plan.scale.low, -10))}"
        pitch = self.plan.columns.pitch / self.plan.ratio * rows.rows
        roomy = text_width(longest, self.plan.number) + 6 <= pitch
        return [scientific(size, 2) if roomy else column_number(size) for size in sizes]

    def write_numbers(self, painter: QPainter, numbers: list[str], old: list[str]) -> None:
        """Write the numbers that have changed on the picture after the wave."""
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


def words_of(
    plan: NetworkLayout, scenes: Sequence[LaneScene], trace: Trace, colors: Sequence[str], *,
    results_shown: bool = True, predicting: bool = False,
) -> list[LaneWords]:  # fmt: skip
    """The texts of every lane; `results_shown`: with verdicts, `predicting`: after a prediction."""
    return [
        LaneWords(
            plan, scene, lane, colors[index % len(colors)],
            (trace.experiment.lanes[index].data or trace.experiment.data).batch_size, results_shown,
            predicting,
            next_change(trace.experiment.lanes[index], trace.step),
        )
        for index, (scene, lane) in enumerate(zip(scenes, trace.lanes, strict=True))
    ]  # fmt: skip


def write_again(
    painter: QPainter, axis: str, size: QSizeF, lanes: Sequence[LaneWords],
    numbers: Sequence[list[str]], readings: Sequence[str], reached: Sequence[int],
) -> None:  # fmt: skip
    """Write every text again on its own background, so that it covers the painted one.

    `reached`: of each lane, the first layer whose gradient has arrived and has its number.
    """
    plan = lanes[0].plan
    foot, surface = plan.y(plan.places[-1].bottom) + 1, QColor(plan.theme.surface)
    painter.fillRect(QRectF(0, 0, plan.margin - 1, size.height()), surface)
    painter.fillRect(QRectF(0, foot, size.width(), size.height() - foot), surface)
    write_layers(painter, plan, axis)
    for words, row, reading, first in zip(lanes, numbers, readings, reached, strict=True):
        write_axis(painter, words.scene)
        write_names(painter, words.scene, words.lane)
        words.write(painter)
        words.write_reading(painter, reading)
        painter.save()
        painter.translate(0, plan.y(words.scene.pictures.top))
        words.write_numbers(painter, row, row[: first - 1])
        painter.restore()
