"""Describes a plot in a sentence for screen readers."""

from __future__ import annotations

from ui.plots.frame import Scale, Still
from ui.plots.marks import SOLID
from vgsim.words.language import tr


def sentence(still: Still, own: bool) -> str:
    """Describe the curves by their strokes, and the ranges of the axes."""
    curves = ", ".join(
        tr("solid: {curve}", curve=key.label)
        if key.dash == SOLID
        else tr("dashed: {curve}", curve=key.label)
        for key in still.keys
    )
    shown = "; ".join(text for text in (still.caption.long, curves) if text)
    words = [f"{shown}." if shown else "", _across(still), _up(still)]
    if still.colors is not None and still.colors.ticks:
        values = ", ".join(tick.text for tick in still.colors.ticks)
        words.append(tr("Colors: {values}.", values=values))
    if own:
        words.append(tr("You have changed the range; press A to view all."))
    return " ".join(word for word in words if word)


def _across(still: Still) -> str:
    ends, values = _ends(still.x), still.x_caption.long or still.x.of
    if not ends:
        return ""
    if not values:
        return tr("Horizontal axis from {low} to {high}.", **ends)
    return tr("Horizontal axis: {values} from {low} to {high}.", values=values, **ends)


def _up(still: Still) -> str:
    ends, values = _ends(still.y), still.y.of
    if not ends:
        return ""
    if not values:
        return tr("Vertical axis from {low} to {high}.", **ends)
    return tr("Vertical axis: {values} from {low} to {high}.", values=values, **ends)


def _ends(scale: Scale) -> dict[str, str]:
    """The first and the last label of an axis, if there are any."""
    ticks = (*scale.ticks(scale.range, 8.0), *scale.extra)
    if not ticks:
        return {}
    ends = sorted(ticks, key=lambda tick: tick.value)
    return {"low": ends[0].text, "high": ends[-1].text}
