"""Everything about one function of the gallery: formulas, numbers, sentences, its relatives."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.look.theme import Theme
from ui.panels.gallery.words import sentences
from ui.panels.typeset import formulas_of
from ui.plots.axis import Range
from ui.plots.frame import Scale, Words
from ui.plots.marks import Band, Dots, Line, Mark, Rule
from ui.plots.plot import Plot
from ui.widgets.plain import PlainLabel
from vgsim.parts.activations import ACTIVATIONS
from vgsim.theory.kinship import Kinship
from vgsim.theory.profile import Profile

HEIGHT = 11.0  # of the plot of relatives, in text heights
MARGIN = 0.1  # of the range of y


class FunctionDetails(QWidget):
    """A page about one function."""

    def __init__(self, it: Profile, kinship: Kinship | None, theme: Theme) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        entry = ACTIVATIONS[it.name]
        title = PlainLabel(entry.label)
        title.setProperty("role", "title")
        layout.addWidget(title)
        for formula in formulas_of(entry):
            formula.show_theme(theme)
            layout.addWidget(formula)
        about = kinship.sentences if kinship is not None else ()
        for text in (*about, *sentences(it)):
            label = PlainLabel(text)
            label.setWordWrap(True)
            layout.addWidget(label)
        if kinship is not None and kinship.curves:
            self.plot = Plot(Words("", "f(z)", "activation_function"), Words("z", "z"))
            self.plot.setAccessibleName(kinship.sentences[0])
            self.plot.setFixedHeight(round(HEIGHT * theme.font_size))
            layout.insertWidget(3, self.plot)
            _show(self.plot, kinship, theme)
        layout.addStretch(1)


def _show(plot: Plot, it: Kinship, theme: Theme) -> None:
    plot.show_theme(theme)
    low = min(float(each.min()) for each in it.curves)
    high = max(float(each.max()) for each in it.curves)
    pad = MARGIN * (high - low)
    x = Range(float(it.z[0]), float(it.z[-1]))
    plot.show_scales(Scale(x), Scale(Range(low - pad, high + pad)))
    marks: list[Mark] = [
        Rule(0.0, theme.outline, 1.0, vertical=vertical) for vertical in (False, True)
    ]
    if it.band is not None:
        marks.append(Band(it.z, *it.band, theme.accent, 0.35))
    first, *others = it.curves
    marks.append(Line(it.z, first, theme.accent, (2.0 if others else 1.0) * theme.line_width))
    marks += [Line(it.z, each, theme.text, 0.6 * theme.line_width) for each in others]
    if it.dots is not None:
        marks.append(Dots(*it.dots, theme.text, 1.5 * theme.line_width))
    plot.show_still(marks)
