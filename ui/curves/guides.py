"""Guide lines: what the literature calls a good size of a measure."""

from __future__ import annotations

from collections.abc import Iterable

from ui.look.theme import Theme
from ui.plots.frame import StrokeKey
from ui.plots.marks import Mark, Rule
from vgsim.compute.traces.measures import MEASURES
from vgsim.words.language import tr
from vgsim.words.numbers import power_of_ten

GUIDES = {"update_ratio": -3}  # measure -> power of ten; the source is that of the measure
DOTTED = (1.0, 3.0)


def guide_marks(names: Iterable[str], theme: Theme) -> list[Mark]:
    """The guide lines of these measures, on an axis of powers of ten."""
    found = [GUIDES[name] for name in names if name in GUIDES]
    return [Rule(float(power), theme.text, 1.0, vertical=False, dash=DOTTED) for power in found]


def guide_keys(names: Iterable[str]) -> list[StrokeKey]:
    """What the guide lines mean, with their sources."""
    return [
        StrokeKey(
            tr("about {size} is good ({source})", size=power_of_ten(GUIDES[name]),
               source=MEASURES[name].source),
            tr("guide {size}", size=power_of_ten(GUIDES[name])), DOTTED, name,
        )
        for name in names if name in GUIDES
    ]  # fmt: skip
