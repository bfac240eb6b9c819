"""One line about networks; where it is too long, their titles are cut, not its end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtGui import QFont, QFontInfo, QFontMetrics

from ui.widgets.elided import SMALLER, ElidedLabel, elided_apart

ROOMY = 10.0  # type sizes of room for a cut title; for less, the type is smaller first
LEAST = 4.0  # type sizes of room below which what is left of a title says nothing


def pieces_of(text: str, names: Sequence[str]) -> list[str]:
    """The text in pieces: every second one is one of the names, the others are between them."""
    longest = sorted({name for name in names if name}, key=len, reverse=True)
    return re.split(f"({'|'.join(map(re.escape, longest))})", text) if longest else [text]


def room_for_each(widths: Sequence[float], room: float) -> float:
    """The largest width of a name, so that all of them, each cut to this width, take the room."""
    left = room
    for count, width in zip(range(len(widths), 0, -1), sorted(widths), strict=True):
        if width * count > left:
            return left / count
        left -= width
    return max(widths, default=0.0)


class NamingLabel(ElidedLabel):
    """A line in which titles may be too long; its tooltip has all of them in full."""

    def __init__(self, role: str = "") -> None:
        super().__init__(role)
        self._names: tuple[str, ...] = ()

    def show_sentence(self, text: str, names: Sequence[str]) -> None:
        """Show a text; where it does not fit, `names` are cut, so that the rest can be read."""
        if tuple(names) != self._names:
            self._names = tuple(names)
            self.update()
        self.show_text(text)

    def fitted(self, width: int) -> tuple[str, QFont]:
        text, family = super().fitted(width)
        pieces = pieces_of(self.text(), self._names)
        if QFontMetrics(family).horizontalAdvance(text) <= width or len(pieces) == 1:
            return text, family
        whole = QFontInfo(self.font()).pixelSize()
        for size in range(whole, round(SMALLER * whole) - 1, -1):
            family.setPixelSize(size)
            metrics = QFontMetrics(family)
            widths = [metrics.horizontalAdvance(name) for name in pieces[1::2]]
            # a pixel for each place where pieces meet, because widths are rounded
            between = sum(map(metrics.horizontalAdvance, pieces[::2])) + len(pieces)
            room = room_for_each(widths, width - between)
            if room >= ROOMY * size:
                break
        if room < LEAST * size:
            return text, family
        names = list(dict.fromkeys(self._names))
        cut = dict(zip(names, elided_apart(names, metrics, int(room)), strict=True))
        if pieces[-1] == ".":
            pieces.pop()  # after the ellipsis of a cut title
        return "".join(cut.get(each, each) for each in pieces), family
