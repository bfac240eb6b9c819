"""The legend of the network view: meaning of colors and patterns, the same for all lanes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.theme import Theme, argb
from ui.network.layout import text_width
from ui.network.legend_places import Parts, Places, label_font, parts_of, places_for
from ui.network.marks import KINDS, draw_diamond, draw_mark
from ui.network.shapes import LARGEST_SIGNAL
from ui.raster.cells import INFINITE, NAN, UNDERFLOW, ZERO, packed, pattern, signal_place
from ui.widgets.glossary import explained
from ui.widgets.plain import show_tooltip
from vgsim.play.geometry import DecadeRange
from vgsim.words.language import tr
from vgsim.words.numbers import power_of_ten

UPDATE = -1  # the code of the diamond among the swatches
SWATCHES = (
    (ZERO, tr("exactly 0")), (UNDERFLOW, tr("underflow")), (INFINITE, tr("infinite")), (NAN, "NaN"),
    (UPDATE, tr("update ÷ weights")),
)  # fmt: skip
TERMS = ("underflow", "underflow", "broken", "broken", "update_ratio")  # entries of the swatches
MARK_TERMS = dict(
    zip(
        KINDS,
        (
            "gradient",
            "weight",
            "gradient_weight",
            "not_learning",
            "clipping",
            "frozen",
            "activation_function",
        ),
        strict=True,
    )
)
SCALES = {"layer": ("activation", "gradient"), "step": ("activation", "gradient_activation")}
SYMBOLS = {
    "layer": (tr("signal a"), tr("gradient |∂L/∂z|")),
    "step": (tr("signal h"), tr("gradient |∂L/∂h|")),
}
SIGNED = {"layer": tr("gradient ∂L/∂z, + −"), "step": tr("gradient ∂L/∂h, + −")}
SIGNAL_TICKS = ((-10.0, "≤−10"), (-1.0, "−1"), (0.0, "0"), (1.0, "1"), (10.0, "≥10"))
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


class NetworkLegend(QWidget):
    """Two color scales, and swatches for special values and marks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_legend")
        self.setAccessibleName(tr("Legend"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._theme: Theme | None = None
        self._scale = DecadeRange()
        self._marks: tuple[str, ...] = ()
        self._axis = "layer"
        self._signed = False
        self._samples: dict[int, QImage] = {}
        self._describe()

    def set_theme(self, theme: Theme) -> None:
        """Paint scales and swatches again in the colors and type of a theme."""
        self._theme = theme
        self._samples = {}
        self.updateGeometry()
        self.update()

    def set_scale(self, scale: DecadeRange) -> None:
        """Set the decades of gradient that the color scale covers."""
        if scale != self._scale:
            self._scale = scale
            self._describe()
            self.updateGeometry()
            self.update()

    def set_axis(self, axis: str) -> None:
        """Set whether the columns are layers or time steps."""
        if axis != self._axis:
            self._axis = axis
            self._samples = {}
            self.updateGeometry()
            self.update()

    def set_signed(self, signed: bool) -> None:
        """Set whether the gradients have a sign: those of one example do, a mean magnitude not."""
        if signed != self._signed:
            self._signed = signed
            self._describe()
            self.updateGeometry()
            self.update()

    def set_marks(self, marks: frozenset[str]) -> None:
        """Also explain these marks of single layers."""
        wanted = tuple(kind for kind in KINDS if kind in marks)
        if wanted != self._marks:
            self._marks = wanted
            self._describe()
            self.updateGeometry()
            self.update()

    def _describe(self) -> None:
        ends = {"low": power_of_ten(self._scale.low), "high": power_of_ten(self._scale.high)}
        sentences = [tr("Signals: blue below zero, orange above.")]
        if self._scale.automatic:
            sentences.append(tr("Gradients from {low} to {high}, fitted to this pass.", **ends))
        else:
            sentences.append(
                tr("Gradients from {low} to {high}, the same for all layers and networks.", **ends)
            )
        if self._signed:
            sentences.append(tr("Gradients above zero and below zero have colors of their own."))
        if self._marks:
            sentences.append(tr("Marked layers: {marks}.", marks=", ".join(self._marks)))
        self.setAccessibleDescription(" ".join(sentences))

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(max(self.width(), 400)))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return 40 if self._theme is None else int(self.places(width).height) + 1

    def least_width(self) -> float:
        """The width at which all parts fit side by side in two lines."""
        return 0.0 if self._theme is None else self._parts(self._theme).least_width

    def _parts(self, theme: Theme) -> Parts:
        names = (*(words for _, words in SWATCHES), *self._marks)
        return parts_of(theme, (self._signal_title(), self._gradient_title()), names)

    def places(self, width: float) -> Places:
        """The layout of the parts for this width."""
        assert self._theme is not None
        return places_for(self._parts(self._theme), width)

    def _gradient_title(self) -> str:
        title = SIGNED[self._axis] if self._signed else SYMBOLS[self._axis][1]
        return tr("{title}, fitted to this pass", title=title) if self._scale.automatic else title

    def _signal_title(self) -> str:
        return SYMBOLS[self._axis][0]

    def term_at(self, where: QPoint | None) -> str:
        """Name of the glossary's entry for the scale or swatch at this place of the screen."""
        if where is None or self._theme is None:
            return ""
        places, at = self.places(self.width()), QPointF(self.mapFromGlobal(where))
        areas = zip((*SCALES[self._axis], *TERMS, *map(MARK_TERMS.get, self._marks)),
                    (places.signal, places.gradient, *places.swatches), strict=False)  # fmt: skip
        return next((name for name, area in areas if name and area.contains(at)), "")

    def event(self, event: QEvent) -> bool:
        """Show the explanation of the item under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = explained("", self.term_at(event.globalPos()))
            show_tooltip(event.globalPos(), text, self)
            return True
        return super().event(event)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        if theme is None:
            return
        places = self.places(self.width())
        scale = self._scale
        table = signal_place(np.array([value for value, _ in SIGNAL_TICKS]), LARGEST_SIGNAL)
        signal = [((float(p) + 1) / 2, w) for p, (_, w) in zip(table, SIGNAL_TICKS, strict=True)]
        ends = {scale.low: "≤", scale.high: "≥"}  # values beyond have the color of the end
        decades = [(scale.share(t), ends.get(t, "") + power_of_ten(t)) for t in scale.ticks(7)]
        with QPainter(self) as painter:
            painter.setFont(label_font(theme))
            self._strip(
                painter, theme, places.signal, self._signal_title(), [theme.forward_map], signal
            )
            title = self._gradient_title()
            maps = [theme.gradient_map, theme.negative_map][: 2 if self._signed else 1]
            self._strip(painter, theme, places.gradient, title, maps, decades)
            for (code, words), box in zip(SWATCHES, places.swatches, strict=False):
                self._swatch(painter, theme, code, words, box)
            for kind, box in zip(self._marks, places.swatches[len(SWATCHES) :], strict=True):
                side, high = box.height() * 0.8, 0.7 * theme.spacing
                spot = QRectF(box.left(), box.center().y() - high / 2, side, high)
                draw_mark(painter, theme, kind, spot)
                self._name(painter, theme, kind, box)

    @staticmethod
    def _strip(
        painter: QPainter, theme: Theme, place: QRectF, title: str,
        maps: Sequence[tuple[int, ...]], ticks: list[tuple[float, str]],
    ) -> None:  # fmt: skip
        """Draw color maps on one scale: title in front, tick labels below, at positions 0 ... 1."""
        line = place.height() / 2
        name = text_width(title, painter.font()) + theme.spacing
        half = max(text_width(words, painter.font()) for _, words in ticks) / 2
        strip = QRectF(
            place.left() + name, place.top() + line * 0.1, max(place.width() - name - half, 10),
            line * 0.8,
        )  # fmt: skip
        painter.setPen(QColor(theme.text))
        painter.drawText(QRectF(place.left(), place.top(), name, line), LEFT, title)
        rows = np.ascontiguousarray([packed(table) for table in maps])
        high, wide = rows.shape
        image = QImage(rows.data, wide, high, 4 * wide, QImage.Format.Format_RGB32)
        painter.drawImage(strip, image)
        painter.setPen(QColor(theme.outline))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(strip)
        painter.setPen(QColor(theme.muted))
        placed = [
            (strip.left() + share * strip.width(), text_width(words, painter.font()), words)
            for share, words in ticks
        ]
        for x, wide, words in _apart(placed, theme.spacing):
            painter.drawLine(QPointF(x, strip.bottom()), QPointF(x, strip.bottom() + 3))
            box = QRectF(x - wide, strip.bottom() + line * 0.15, 2 * wide, line)
            painter.drawText(box, CENTER, words)

    def _swatch(self, painter: QPainter, theme: Theme, code: int, words: str, box: QRectF) -> None:
        side = box.height() * 0.8
        place = QRectF(box.left(), box.top() + box.height() * 0.1, side, side)
        if code == UPDATE:
            draw_diamond(painter, theme, place, filled=True)
        else:
            ratio = self.devicePixelRatioF()
            pixels = round(side * ratio)
            if code not in self._samples or self._samples[code].width() != pixels:
                self._samples[code] = _sample(theme, code, pixels, ratio)
            painter.drawImage(place, self._samples[code])
            painter.setPen(QColor(theme.outline))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place)
        self._name(painter, theme, words, box)

    @staticmethod
    def _name(painter: QPainter, theme: Theme, words: str, box: QRectF) -> None:
        painter.setPen(QColor(theme.text))
        left = box.left() + box.height() * 0.8 + theme.spacing * 0.5
        painter.drawText(QRectF(left, box.top(), box.width(), box.height()), LEFT, words)


def _apart(ticks: list[tuple[float, float, str]], gap: float) -> list[tuple[float, float, str]]:
    """The ticks (middle, width, text) with this gap between them: first the ends, then others."""
    first, *inner, last = ticks
    kept = [first, last]
    middle = (first[0] + last[0]) / 2
    for tick in sorted(inner, key=lambda each: abs(each[0] - middle)):
        if all(abs(tick[0] - other[0]) >= (tick[1] + other[1]) / 2 + gap for other in kept):
            kept.append(tick)
    return kept


def _sample(theme: Theme, code: int, side: int, ratio: float) -> QImage:
    """An image of a special value's pattern, as in the cells."""
    colors = {ZERO: theme.zero, UNDERFLOW: theme.underflow, INFINITE: theme.infinite,
              NAN: theme.nan}  # fmt: skip
    grain = max(1, round(ratio * theme.line_width / 2))
    y, x = np.mgrid[0:side, 0:side] // grain
    pixels = np.where(pattern(code, x, y), argb(colors[code]), argb(theme.surface))
    data = np.ascontiguousarray(pixels, np.uint32)
    return QImage(data.data, side, side, 4 * side, QImage.Format.Format_RGB32).copy()
