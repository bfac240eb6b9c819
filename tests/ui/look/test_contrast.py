"""The contrast of every color that carries meaning, in every theme (WCAG 1.4.3, 1.4.6, 1.4.11)."""

from __future__ import annotations

import pytest

from ui.look.contrast import with_contrast
from ui.look.theme import DARK, LIGHT, PROJECTOR, Theme

THEMES = [LIGHT, DARK, PROJECTOR, *map(with_contrast, (LIGHT, DARK, PROJECTOR))]
WORDS = "text", "muted", "danger", "warn", "good", "accent"
LINES = "outline", "focus", "accent", "underflow", "infinite", "nan"


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black and white)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES, ids=lambda each: f"{each.name} {each.contrast}")
def test_text_and_lines(theme: Theme) -> None:
    strong = theme.contrast or theme.name == "projector"
    grounds = theme.window, theme.surface, theme.raised
    for name in WORDS:
        for ground in grounds:
            assert contrast(getattr(theme, name), ground) >= (7 if strong else 4.5), name
    assert contrast(theme.on_accent, theme.accent) >= (7 if strong else 4.5)
    for color in (*theme.lanes, *theme.curves):  # names are written in the colors of curves
        for ground in (theme.window, theme.surface):
            assert contrast(color, ground) >= (7 if strong else 4.5), color
    for name in LINES:
        for ground in grounds:
            assert contrast(getattr(theme, name), ground) >= (4.5 if theme.contrast else 3), name
    assert contrast(theme.zero, theme.surface) >= (3 if theme.contrast else 1.5)  # a hatch, too
    if theme.contrast:
        assert contrast(theme.border, theme.window) >= 3
