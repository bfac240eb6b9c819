"""Themes: every color ("#rrggbb"), size and width (device-independent pixels) of the window."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

from resources import find
from ui.look.colormaps import Knots, diverging, published, sequential


@dataclass(frozen=True, slots=True)
class Theme:
    """The values of a theme. `scaled` fits the sizes to a window; colors do not change."""

    name: str
    dark: bool
    window: str  # behind the panels
    surface: str  # panels, plots, fields
    raised: str  # buttons, menus, tool tips, the hovered row
    # text and lines
    text: str
    muted: str  # secondary text: units, ticks, hints (still 4.5:1)
    border: str  # hairlines between areas: decoration without meaning
    outline: str  # outlines of fields, handles, check boxes, cells: contrast 3:1
    grid: str  # grid lines of plots
    focus: str  # keyboard focus ring
    accent: str  # the only accent color: default button, filled part of a slider, selected layer
    on_accent: str  # text on the accent
    danger: str
    warn: str
    good: str
    # data
    lanes: tuple[str, ...]  # (4,) one color per network
    curves: tuple[str, ...]  # (10,) functions compared in one plot
    # signed values: from zero to negative, from zero to positive
    forward_knots: tuple[Knots, Knots]
    gradient_knots: Knots  # magnitudes, from vanished (the background) to vivid
    negative_knots: Knots  # the same lightness in other colors: magnitudes of negative gradients
    # special values; each also has its own pattern, drawn by ui.raster
    zero: str  # exactly 0
    underflow: str  # lost digits below the smallest normal number of its precision
    infinite: str
    nan: str
    lane_marks: tuple[int, ...] = (0, 1, 2, 3)  # marker and line style of each, by number
    # type and sizes
    font_family: str = "Inter"
    colors: str = "own"  # source of the color maps: "own" is this theme, "cet" published ones
    contrast: bool = False  # whether these are the colors of high contrast
    font_size: int = 14  # controls
    label_size: int = 13  # axis labels, layer numbers, legends
    title_size: int = 15  # panel and lane titles
    readout_size: int = 20  # verdicts and key numbers
    line_width: float = 2.0  # curves
    spacing: int = 8  # the unit of all distances
    radius: int = 6
    control_height: int = 30  # height of a control, and the minimum size of a click target
    handle: int = 18  # diameter of a slider's visible handle; its click target is control_height

    @property
    def target(self) -> int:
        """The minimum width and height of what can be clicked."""
        return self.control_height if self.name == "projector" else 24

    @property
    def forward_map(self) -> tuple[int, ...]:  # (256,) 0xffRRGGBB, negative ... zero ... positive
        """Colors of activations: negative, zero in the middle, positive."""
        return self._published(0) or diverging(*self.forward_knots)

    @property
    def gradient_map(self) -> tuple[int, ...]:  # (256,) 0xffRRGGBB
        """Colors of gradients, from the smallest magnitude to the largest."""
        return self._published(1) or sequential(self.gradient_knots)

    @property
    def negative_map(self) -> tuple[int, ...]:  # (256,) 0xffRRGGBB
        """Colors of negative gradients, from the smallest magnitude to the largest."""
        return sequential(self.negative_knots)

    def _published(self, kind: int) -> tuple[int, ...]:
        return published(CET[self.dark][kind]) if self.colors == "cet" else ()

    def for_lanes(self, marks: tuple[int, ...]) -> Theme:
        """The same theme for networks with these marks: each keeps its color for life."""
        rest = [mark for mark in range(len(self.lanes)) if mark not in marks]
        order = tuple(mark % len(self.lanes) for mark in (*marks, *rest))[: len(self.lanes)]
        return replace(self, lanes=tuple(self.lanes[k] for k in order), lane_marks=order)

    def scaled(self, window_height: int) -> Theme:
        """The same theme with sizes for a window of this height in pixels.

        Light and dark grow in proportion above 1080 (a 4K window without display scaling) and never
        shrink. The projector theme is readable from six image heights away (4 mm per meter): cap
        height 2.4 % of the window's height for labels, 4 % for readouts, no text under 1.6 %.
        """
        height = ceil(window_height / HEIGHT_STEP) * HEIGHT_STEP
        if self.name == PROJECTOR.name:
            return _projector_sizes(self, max(height, 480))
        base = THEMES[self.name]
        factor = min(max(height / 1080, 1.0), 2.5)
        sizes = {name: round(getattr(base, name) * factor) for name in _GROWING}
        return replace(self, line_width=base.line_width * factor, **sizes)


# Maps of signed values and of magnitudes, for light and dark themes: they start in the background,
# and keep ends and quarters apart (ΔE 40 and more) for every kind of color vision.
CET = {False: ("CET-D1A", "CET-L17"), True: ("CET-D4", "CET-L3")}
HEIGHT_STEP = 60  # dragging a window edge does not lay out again at every pixel
CAP_TO_EM = 0.727  # height of Inter's capitals: 1490 of 2048 units
_GROWING = ("font_size", "label_size", "title_size", "readout_size", "spacing", "radius",
            "control_height", "handle")  # fmt: skip


def _em(window_height: int, cap_share: float) -> int:
    """Font size whose capitals are at least this fraction of the window's height."""
    return ceil(window_height * cap_share / CAP_TO_EM)


def _projector_sizes(theme: Theme, height: int) -> Theme:
    control = max(44, round(0.044 * height))
    return replace(
        theme,
        font_size=_em(height, 0.0165),
        label_size=_em(height, 0.0243),
        title_size=_em(height, 0.0243),
        readout_size=_em(height, 0.0405),
        line_width=max(2.0, 3.2 * height / 1080),
        spacing=max(8, round(0.009 * height)),
        radius=max(6, round(0.006 * height)),
        control_height=control,
        handle=round(0.6 * control),
    )


# Blue below zero, orange-red above, with equal lightness; zero blends into the surface.
_LIGHT_FORWARD = (
    ((0.0, 95, 0, 270), (0.25, 80, 26, 262), (0.6, 55, 48, 268), (1.0, 25, 62, 285)),
    ((0.0, 95, 0, 60), (0.25, 80, 34, 58), (0.6, 55, 62, 46), (1.0, 25, 52, 33)),
)
_DARK_FORWARD = (
    ((0.0, 15, 0, 270), (0.4, 42, 44, 272), (1.0, 84, 34, 240)),
    ((0.0, 15, 0, 50), (0.4, 42, 52, 46), (1.0, 84, 60, 74)),
)
# Magnitude: one lightness ramp, from the background through violet to the most vivid color.
_LIGHT_GRADIENT = ((0.0, 97, 2, 20), (0.3, 78, 36, 8), (0.65, 50, 66, -10), (1.0, 22, 54, -42))
_LIGHT_NEGATIVE = ((0.0, 97, 2, 20), (0.3, 78, 60, 140), (0.65, 50, 60, 100), (1.0, 22, 60, 150))
_DARK_GRADIENT = ((0.0, 12, 3, -70), (0.35, 36, 54, -42), (0.7, 63, 64, 20), (1.0, 92, 36, 80))
_DARK_NEGATIVE = ((0.0, 12, 3, -70), (0.35, 36, 60, 200), (0.7, 63, 60, 80), (1.0, 92, 60, 120))

LIGHT = Theme(
    name="light",
    dark=False,
    window="#f3f4f6",
    surface="#ffffff",
    raised="#fafbfc",
    text="#1a1f26",
    muted="#565f6b",
    border="#d9dde2",
    outline="#7f8894",
    grid="#e6e9ed",
    focus="#1d5bd6",
    accent="#1d5bd6",
    on_accent="#ffffff",
    danger="#b3261e",
    warn="#855300",
    good="#14703c",
    lanes=("#c5440b", "#1371c3", "#7a2fa8", "#54730a"),
    curves=(
        "#c5440b", "#1371c3", "#7a2fa8", "#54730a", "#077d78",
        "#a3154f", "#123a6b", "#956700", "#af44a8", "#5b2c12",
    ),
    forward_knots=_LIGHT_FORWARD,
    gradient_knots=_LIGHT_GRADIENT,
    negative_knots=_LIGHT_NEGATIVE,
    zero="#aeb6c0",
    underflow="#5f7f95",
    infinite="#d0021b",
    nan="#111111",
)  # fmt: skip

DARK = Theme(
    name="dark",
    dark=True,
    window="#14171b",
    surface="#1b1f25",
    raised="#252b33",
    text="#e8ebef",
    muted="#a3acb8",
    border="#2f363f",
    outline="#747f8d",
    grid="#2a3038",
    focus="#86b4ff",
    accent="#78a9ff",
    on_accent="#0b1320",
    danger="#ff8d84",
    warn="#f0b64c",
    good="#6fce98",
    lanes=("#ff8a4c", "#5ab2f7", "#c79bff", "#b5cf3f"),
    curves=(
        "#ff8a4c", "#5ab2f7", "#c79bff", "#b5cf3f", "#35cfc0",
        "#ff6fa3", "#9db4d8", "#ffd45e", "#e05ce0", "#c99a78",
    ),
    forward_knots=_DARK_FORWARD,
    gradient_knots=_DARK_GRADIENT,
    negative_knots=_DARK_NEGATIVE,
    zero="#4b545f",
    underflow="#6d93ab",
    infinite="#ff5247",
    nan="#ffffff",
)  # fmt: skip

PROJECTOR = _projector_sizes(
    replace(
        LIGHT,
        name="projector",
        window="#ffffff",
        raised="#f4f5f7",
        text="#000000",
        muted="#3d444d",
        border="#a9b0b8",
        outline="#5a626c",
        grid="#dde1e6",
        focus="#0a3ea8",
        accent="#0a3ea8",
        danger="#960d07",
        warn="#633d00",
        good="#00562a",
        lanes=("#9e3507", "#0d5a9d", "#7a2fa8", "#466107"),  # text in their colors: 7:1
        curves=(
            "#9e3507", "#0d5a9d", "#7a2fa8", "#466107", "#05635f",
            "#a3154f", "#123a6b", "#775100", "#8c3586", "#5b2c12",
        ),
    ),
    1080,
)  # fmt: skip

THEMES = {theme.name: theme for theme in (LIGHT, DARK, PROJECTOR)}


def argb(color: str) -> int:
    """'#rrggbb' as 0xffRRGGBB, the pixel format of a QImage in Format_RGB32."""
    return 0xFF000000 | int(color[1:], 16)


def palette(theme: Theme) -> QPalette:
    """The Qt palette, for the Fusion style and widgets that the style sheet does not reach."""
    role = QPalette.ColorRole
    colors = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: theme.window,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.danger,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: theme.surface,
        role.Midlight: theme.raised,
        role.Mid: theme.border,
        role.Dark: theme.outline,
        role.Shadow: theme.border,
    }
    result = QPalette()
    for key, color in colors.items():
        result.setColor(key, QColor(color))
    for key in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, key, QColor(theme.outline))
    return result


def font(theme: Theme, size: int | None = None, *, strong: bool = False) -> QFont:
    """The theme's font; `size` defaults to that of controls."""
    return typeface(theme.font_family, size or theme.font_size, strong=strong)


def typeface(family: str, size: int, *, strong: bool = False) -> QFont:
    """A font that is independent of any widget, so that it is painted as wide as it is measured."""
    result = QFont(family)
    result.setPixelSize(size)
    result.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    result.setStyleHint(QFont.StyleHint.SansSerif)
    return result


def load_fonts() -> None:
    """Register the shipped fonts with Qt; call it once, after the QApplication exists."""
    for path in sorted(find("fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(path))
