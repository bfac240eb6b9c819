"""Draws the charts of a report as SVG: losses over the updates, gradient over the layers.

On a black-and-white print, the curves differ in width and dashes.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from math import isfinite

from vgsim.report.axes import ChartAxis, layer_ticks, update_axis, value_axis
from vgsim.report.page import LossCurves, NetworkPage, Points
from vgsim.words.language import tr
from vgsim.words.numbers import grouped, nearest_power

WIDTH, HEIGHT = 360, 210  # pixels
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 26, 34
_INK, _PALE, _BLUE, _BROWN = "#222222", "#dddddd", "#0b5394", "#b45309"
_MOST_DOTS = 60  # layers that are drawn as dots
_TITLE = 'font-size="12" font-weight="600"'


def loss_chart(page: NetworkPage) -> str:
    """The losses of the batches, and those of the evaluations; a sentence if there are none."""
    curves = page.curves
    lines = (curves.batch, curves.train, curves.test)
    title = tr("Loss over the updates")
    if not any(len(each) > 1 for each in lines):
        text = tr("This network has not been trained yet.")
        if curves.lost is not None:
            text = _lost(curves.lost)
        return _svg(title, text, [_text(WIDTH / 2, HEIGHT / 2, text, "middle")])
    last = max(x for line in lines for x, _ in line)
    across, up = update_axis(last), value_axis(y for line in lines for _, y in line)
    drawn = [*_frame(across, up, tr("update"))]
    styles = (
        (curves.batch, "#7f9fc4", 'stroke-width="1"'),
        (curves.train, _BLUE, 'stroke-width="2"'),
        (curves.test, _BROWN, 'stroke-width="2" stroke-dasharray="6 3"'),
    )
    drawn += [_line(points, across, up, color, style) for points, color, style in styles]
    names = (tr("batch"), tr("new examples") if curves.fresh else tr("training"), tr("test"))
    x = float(WIDTH - _RIGHT)
    for name, (points, color, style) in reversed([*zip(names, styles, strict=True)]):
        if points:
            drawn.append(_text(x, 12, name, "end"))
            x -= 5.8 * len(name) + 4
            drawn.append(f'<path d="M{x - 16:.1f} 8h14" stroke="{color}" fill="none" {style}/>')
            x -= 26
    if curves.lost is not None:
        drawn.append(_text(WIDTH / 2, _TOP + 12, _lost(curves.lost), "middle"))
    return _svg(title, _loss_words(curves), drawn)


def _loss_words(curves: LossCurves) -> str:
    """The chart in words; with the update at which the loss was lost."""
    if curves.lost is not None:
        return _lost(curves.lost)
    first, last = curves.batch[0], curves.batch[-1]
    return tr(
        "From {first} at update {start} to {last} at update {end}.",
        first=f"{first[1]:.3g}", start=grouped(round(first[0])), last=f"{last[1]:.3g}",
        end=grouped(round(last[0])),
    )  # fmt: skip


def _lost(step: int) -> str:
    return tr("The loss became NaN or infinite at update {step}.", step=grouped(step))


def gradient_chart(page: NetworkPage) -> str:
    """The gradient of every layer or step, on a logarithmic axis; zeros are crosses at the foot."""
    values, count = page.gradient, len(page.gradient)
    title = tr("Gradient in every step") if page.axis == "step" else tr("Gradient in every layer")
    known = [each for each in values if isfinite(each) and each > 0]
    up = value_axis(known, logarithmic=True) if known else ChartAxis(0.0, 1.0, False, ())
    width = max(count - 1, 1)
    ticks = tuple(((each - 1) / width, str(each)) for each in layer_ticks(max(count - 1, 1)))
    across = ChartAxis(1.0, float(max(count, 2)), False, ticks)
    name = tr("step") if page.axis == "step" else tr("layer; the last one is the output layer")
    drawn = [*_frame(across, up, name)]
    points = tuple(
        (float(layer), value) for layer, value in enumerate(values, 1) if isfinite(value) and value
    )
    drawn.append(_line(points, across, up, _BLUE, 'stroke-width="2"'))
    if count <= _MOST_DOTS:
        places = (_place(x, y, across, up) for x, y in points)
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{_BLUE}"/>' for x, y in places]
    for layer, value in enumerate(values, 1):
        if value == 0 or not isfinite(value):
            x, y = _place(float(layer), 0.0, across, up)
            color = _BROWN if value == 0 else "#b00020"
            drawn.append(
                f'<path d="M{x - 3:.1f} {y - 6:.1f}l6 6m0 -6l-6 6" stroke="{color}" '
                f'stroke-width="1.6"/>'
            )
    if len(known) < count:
        drawn.append(_text(WIDTH - _RIGHT, 12, tr("× : 0, NaN or infinite"), "end"))
    words = tr(
        "{first} at the first, {last} at the last.",
        first=nearest_power(values[0]), last=nearest_power(values[-1]),
    )  # fmt: skip
    return _svg(title, words, drawn)


def _svg(title: str, words: str, drawn: Iterable[str]) -> str:
    label = escape(f"{title}. {words}", quote=True)
    head = f'<text x="0" y="12" fill="{_INK}" {_TITLE}>{escape(title)}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{label}" '
        f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="Inter" font-size="11">{head}{"".join(drawn)}</svg>'
    )


def _frame(across: ChartAxis, up: ChartAxis, name: str) -> list[str]:
    right, bottom = WIDTH - _RIGHT, HEIGHT - _BOTTOM
    found = []
    for part, label in up.ticks:
        y = bottom - part * (bottom - _TOP)
        found.append(f'<path d="M{_LEFT} {y:.1f}H{right}" stroke="{_PALE}"/>')
        found.append(_text(_LEFT - 6, y + 4, label, "end"))
    for part, label in across.ticks:
        x = _LEFT + part * (right - _LEFT)
        found.append(f'<path d="M{x:.1f} {bottom}v4" stroke="{_INK}"/>')
        found.append(_text(x, bottom + 16, label, "middle"))
    found.append(f'<path d="M{_LEFT} {_TOP}V{bottom}H{right}" fill="none" stroke="{_INK}"/>')
    found.append(_text((_LEFT + right) / 2, HEIGHT - 4, name, "middle"))
    return found


def _place(x: float, y: float, across: ChartAxis, up: ChartAxis) -> tuple[float, float]:
    right, bottom = WIDTH - _RIGHT, HEIGHT - _BOTTOM
    return (
        _LEFT + across.place(x) * (right - _LEFT),
        bottom - up.place(y) * (bottom - _TOP),
    )


def _line(points: Points, across: ChartAxis, up: ChartAxis, color: str, style: str) -> str:
    places = [_place(x, y, across, up) for x, y in points]
    if len(places) < 2:
        return ""
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    return f'<path d="M{path}" fill="none" stroke="{color}" stroke-linejoin="round" {style}/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_INK}">{escape(text)}</text>'
    )
