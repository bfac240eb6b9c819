"""Typesets the formulas of activations; those that people have typed are drawn in a thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache

from PySide6.QtCore import QObject, Signal, Slot

from ui.widgets.formula import Formula
from vgsim.parts.activations import Activation


class TypesetFormula(Formula):
    """A formula in TeX; its plain text is shown until it has been typeset."""

    def __init__(self, name: str = "", plain: str = "", tex: str = "") -> None:
        """`name`, `plain`: as for `Formula`; `tex`: the same formula if it is in no file."""
        super().__init__(name, plain)
        self._typesetter = Typesetter(self)
        self._typesetter.ready.connect(self._show_ready)
        self._text = plain
        if tex:
            self.show_tex(plain, tex)

    def show_tex(self, plain: str, tex: str) -> None:
        """Show another formula; `tex` is "" if it shall not be typeset."""
        if plain != self._text or not tex:
            self.show_formula(plain)
        self._text = plain
        self._typesetter.typeset(tex)

    @Slot(str)
    def _show_ready(self, tex: str) -> None:
        self.show_formula(self._text, _svg(tex))


class Typesetter(QObject):
    """Typesets one formula after the other; of those that wait only the newest is drawn."""

    ready = Signal(str)  # the TeX whose drawing `svg` now has at once

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted = self._drawing = ""
        _workshop().drawn.connect(self._finish)

    def typeset(self, tex: str) -> None:
        """Typeset this; "" for nothing."""
        self._wanted = tex
        if tex and not self._drawing:
            self._drawing = tex
            _workshop().draw(tex)

    @Slot(str)
    def _finish(self, tex: str) -> None:
        if tex != self._drawing:
            return  # another widget's formula
        self._drawing = ""
        if tex == self._wanted:
            self.ready.emit(tex)
        else:
            self.typeset(self._wanted)


class _Workshop(QObject):
    """The thread that draws. It knows no widget: one that goes meanwhile just does not hear it."""

    drawn = Signal(str)
    _heard = Signal()  # every widget has heard the `drawn` before

    def __init__(self) -> None:
        super().__init__()
        self._thread = ThreadPoolExecutor(1, "vgsim formulas")
        self.left = 0  # formulas that are not on the screen yet
        self._heard.connect(self._count)

    def draw(self, tex: str) -> None:
        """Draw this, and emit `drawn`."""
        self.left += 1
        self._thread.submit(_svg, tex).add_done_callback(lambda _: self._tell(tex))

    def _tell(self, tex: str) -> None:
        self.drawn.emit(tex)
        self._heard.emit()

    @Slot()
    def _count(self) -> None:
        self.left -= 1


@cache
def _workshop() -> _Workshop:
    return _Workshop()  # of the window's thread, for as long as the program runs


def typesetting() -> bool:
    """Whether a formula is still being typeset, so that its plain text is on the screen."""
    return _workshop().left > 0


def _svg(tex: str) -> str:
    from vgsim.teach.typeset import svg  # the first paint does not wait for it

    return svg(tex, block=True)


def formulas_of(activation: Activation) -> tuple[TypesetFormula, TypesetFormula]:
    """The formulas of f and f′ of an activation, typeset."""
    value, slope = activation.tex
    return (
        TypesetFormula(f"{activation.name}_value", activation.formula, value),
        TypesetFormula(f"{activation.name}_slope", activation.derivative_formula, slope),
    )
