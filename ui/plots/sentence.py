"""What does a plot show, said in a sentence to those who do not see it?"""

from __future__ import annotations

from ui.plots.frame import Scale, Still
from ui.plots.marks import SOLID


def sentence(still: Still, own: bool) -> str:
    """Its curves by their strokes, and what its axes reach over."""
    curves = ", ".join(f"{'solid' if k.dash == SOLID else 'dashed'}: {k.label}" for k in still.keys)
    shown = "; ".join(text for text in (still.caption.long, curves) if text)
    axes = _axis("Across", still.x, still.x_caption.long), _axis("Up", still.y, "")
    words = [f"{shown}." if shown else "", *axes]
    if own:
        words.append("You have changed the range; press A to view all.")
    return " ".join(word for word in words if word)


def _axis(direction: str, scale: Scale, words: str) -> str:
    """From which to which of the values that it names."""
    ticks = (*scale.ticks(scale.range, 8.0), *scale.extra)
    if not ticks:
        return ""
    ends = sorted(ticks, key=lambda tick: tick.value)
    name = f" {words or scale.of}".rstrip()
    return f"{direction}{name} from {ends[0].text} to {ends[-1].text}."
