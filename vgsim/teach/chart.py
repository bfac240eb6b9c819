"""Draws the gradient over the layers as SVG: one line for each network, powers of ten upwards."""

from __future__ import annotations

from html import escape
from math import ceil, floor, isfinite, log10

from vgsim.teach.sheet import Block, ChartLine
from vgsim.words.language import tr
from vgsim.words.numbers import power_of_ten

WIDTH, HEIGHT = 560, 240  # pixels
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 170, 12, 44
_FLOOR = -20  # lowest power of ten that is drawn
_SHAPES = ("", "6 3", "2 3", "9 3 2 3")  # dashes, so that a black-and-white print shows them
_INKS = ("#0b5394", "#b45309", "#15803d", "#7e22ce")
_EMPTY = -8, 0  # powers of ten of empty axes


def chart(block: Block) -> str:
    """The chart of a block, or empty axes for drawing."""
    depth = max((len(line.values) for line in block.lines), default=block.count)
    low, high = _range(block.lines)
    drawn = [*_axes(depth, low, high)]
    for place, line in enumerate(block.lines):
        drawn += _line(line, place, depth, low, high)
    inner = "".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">{inner}</svg>'
    )


def chart_text(block: Block) -> str:
    """The chart in words, for those who do not see it."""
    parts = [
        tr("{network}: {first} at layer 1, {last} at layer {depth}.", network=line.name,
           first=_power(line.values[0]), last=_power(line.values[-1]), depth=len(line.values))
        for line in block.lines if line.values
    ]  # fmt: skip
    return " ".join([tr("Gradient by layer."), *parts])


def _power(value: float) -> str:
    return power_of_ten(round(log10(value))) if value > 0 and isfinite(value) else "0"


def _range(lines: tuple[ChartLine, ...]) -> tuple[int, int]:
    """The powers of ten at both ends of the axis."""
    logs = [log10(each) for line in lines for each in line.values if each > 0 and isfinite(each)]
    if not logs:
        return _EMPTY
    low, high = max(floor(min(logs)), _FLOOR), ceil(max(logs))
    return min(low, high - 2), high


def _x(layer: float, depth: int) -> float:
    return _LEFT + (layer - 1) / max(depth - 1, 1) * (WIDTH - _LEFT - _RIGHT)


def _y(power: float, low: int, high: int) -> float:
    return _TOP + (high - power) / (high - low) * (HEIGHT - _TOP - _BOTTOM)


def _axes(depth: int, low: int, high: int) -> list[str]:
    right, bottom = WIDTH - _RIGHT, HEIGHT - _BOTTOM
    found = []
    step = max(1, ceil((high - low) / 6))
    for power in range(high, low - 1, -step):
        y = _y(power, low, high)
        found.append(f'<path d="M{_LEFT} {y:.1f}H{right}" stroke="#cccccc"/>')
        found.append(_text(_LEFT - 8, y + 4, power_of_ten(power), "end"))
    every = max(1, ceil(depth / 10))
    for layer in range(1, depth + 1, every):
        found.append(_text(_x(layer, depth), bottom + 16, str(layer), "middle"))
    found.append(f'<path d="M{_LEFT} {_TOP}V{bottom}H{right}" fill="none" stroke="#333333"/>')
    found.append(_text((_LEFT + right) / 2, bottom + 34, tr("layer"), "middle"))
    found.append(_text(right + 12, _TOP + 8, tr("gradient"), "start"))
    return found


def _line(line: ChartLine, place: int, depth: int, low: int, high: int) -> list[str]:
    ink, dashes = _INKS[place % len(_INKS)], _SHAPES[place % len(_SHAPES)]
    points = [
        f"{_x(layer, depth):.1f} {_y(max(log10(value), low), low, high):.1f}"
        for layer, value in enumerate(line.values, 1)
        if value > 0 and isfinite(value)
    ]
    style = f'fill="none" stroke="{ink}" stroke-width="2" stroke-dasharray="{dashes}"'
    style = style.replace(' stroke-dasharray=""', "")
    y = _TOP + 30 + 18 * place
    left = WIDTH - _RIGHT + 12
    drawn = [f'<path d="M{"L".join(points)}" {style}/>'] if points else []
    drawn.append(f'<path d="M{left} {y - 4}h24" {style}/>')
    name = line.name if len(line.name) <= 20 else f"{line.name[:19]}…"
    return [*drawn, _text(left + 30, y, name, "start")]


def _text(x: float, y: float, text: str, anchor: str) -> str:
    shown = escape(text)
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#222222">{shown}</text>'
