"""Diagrams below each other in one picture, with the plots of the window."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QEvent, QThread
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.curves.layers import (
    AIR,
    LayerSeries,
    ValueRows,
    decade_rows,
    layer_marks,
    plain_rows,
    share_rows,
)
from ui.curves.measures import (
    AXES,
    DECADES,
    LAYER,
    SHARES,
    STEP,
    key_of,
    kind_of,
    measure_series,
)
from ui.curves.theory import KEY, predicts, theory_bands, theory_series
from ui.curves.training_curves import (
    UPDATES,
    TrainingCurve,
    all_curves,
    axis_range,
    curve_marks_of,
    results_among,
    value_rows,
)
from ui.curves.training_keys import CAPTIONS, TEST, VALUES, loss_keys, result_keys
from ui.look.theme import THEMES, Theme, load_fonts
from ui.plots.axis import Range, decimal_ticks, integer_ticks, layer_ticks, share_ticks
from ui.plots.frame import Scale, Words, lay_out
from ui.plots.lane_legend import LaneLegend, lane_keys
from ui.plots.marks import SOLID, Mark
from ui.plots.plot import Plot
from ui.plots.stack import stack
from ui.widgets.pictures import picture
from vgsim.compute.traces.measures import MEASURES
from vgsim.compute.traces.trace import Trace

SIDE = 0.012  # of the axis of updates, left free at both ends


@dataclass(frozen=True, slots=True)
class Diagrams:
    """What to draw: measures, "loss" or "accuracy", from the top downward; sizes in pixels."""

    names: tuple[str, ...]
    theme: str
    width: int
    height: int
    theory: bool


class _Started:
    """The application of this process, if it was made here: Qt needs it for fonts and widgets."""

    application: QCoreApplication | None = None


def paint(trace: Trace, wanted: Diagrams, kind: str) -> bytes:
    """The diagrams as the content of a file.

    Args:
        trace: of a judged pass.
        wanted: what to draw.
        kind: one of `ui.widgets.pictures.KINDS`.

    Raises:
        ValueError: there is no such theme, or the size is not positive.
        RuntimeError: this process runs Qt without a screen's fonts, or in another thread.
    """
    if wanted.theme not in THEMES:
        raise ValueError(f"theme is {wanted.theme!r}; there are: {', '.join(THEMES)}")
    if wanted.width < 1 or wanted.height < 1:
        raise ValueError(f"{wanted.width} × {wanted.height} is no size of a picture")
    _start()
    load_fonts()
    theme = THEMES[wanted.theme].for_lanes(trace.experiment.marks)
    whole = _whole(trace, wanted, theme)
    try:
        return picture(whole, kind, "")
    finally:
        whole.deleteLater()
        # now and here: a notebook runs no events, and Python collects garbage in any thread
        QCoreApplication.sendPostedEvents(whole, QEvent.Type.DeferredDelete)


def _start() -> None:
    """Make an application that needs no display, unless there is one."""
    running = QCoreApplication.instance()
    if running is None:
        before = os.environ.get("QT_QPA_PLATFORM")
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        try:
            running = _Started.application = QApplication(["vgsim"])
        finally:
            if before is None:
                del os.environ["QT_QPA_PLATFORM"]
            else:
                os.environ["QT_QPA_PLATFORM"] = before
    if not isinstance(running, QApplication):
        raise RuntimeError("this process runs Qt without widgets, which diagrams need")
    if running.thread() != QThread.currentThread():
        raise RuntimeError("diagrams can only be drawn in the thread that runs Qt")


def _whole(trace: Trace, wanted: Diagrams, theme: Theme) -> QWidget:
    """A widget with the legend of the networks and all diagrams, laid out but never shown."""
    whole, layout = QWidget(), QVBoxLayout()
    whole.setLayout(layout)
    lay_out(whole, layout, theme)
    legend = LaneLegend([])
    plots = [Plot(x_caption=_x_caption(trace, name)) for name in wanted.names]
    legend.show_theme(theme)
    legend.show_keys(lane_keys((lane.title for lane in trace.lanes), theme))
    layout.addWidget(legend)
    for plot in plots:
        plot.show_theme(theme)
        layout.addWidget(plot, 1)
    stack(*plots)
    whole.resize(wanted.width, wanted.height + legend.sizeHint().height())
    whole.ensurePolished()
    whole.grab()  # lays everything out, as `show` would
    for plot, name in zip(plots, wanted.names, strict=True):
        _draw(plot, trace, name, theme, wanted.theory)
    return whole


def _x_caption(trace: Trace, name: str) -> Words:
    if name not in MEASURES:
        return CAPTIONS[UPDATES]
    return STEP if trace.axis == "step" else LAYER


def _draw(plot: Plot, trace: Trace, name: str, theme: Theme, theory: bool) -> None:
    if name in MEASURES:
        _draw_measure(plot, trace, name, theme, theory)
    else:
        _draw_training(plot, trace, name, theme)


def _draw_measure(plot: Plot, trace: Trace, name: str, theme: Theme, theory: bool) -> None:
    """A measure over the layers, as in the panel *Gradient flow*."""
    kind, recurrent = kind_of(name), trace.axis == "step"
    # the only measure of its diagram: solid lines, which have the marks of the networks
    series = [
        replace(each, dash=SOLID)
        for each in measure_series(trace.lanes, name, theme.lanes, spread=True, recurrent=recurrent)
    ]
    expected = theory_series(trace.lanes, name, theme.lanes) if theory else []
    rows = _rows(kind, [*series, *expected])
    ticks, of = AXES[kind]
    layers = max(lane.depth + 1 for lane in trace.lanes)
    plot.show_keys([replace(key_of(name, recurrent), dash=SOLID), *([KEY] if expected else [])])
    plot.show_scales(
        Scale(Range(0.5, layers + 0.5), layer_ticks),
        Scale(rows.range, ticks, rows.ticks, of=of),
    )
    marks: list[Mark] = []
    if expected and name == "gradient_preactivation" and predicts(trace.lanes, name):
        marks += theory_bands(trace.lanes, theme.lanes)
    spacing = plot.place().x.slope
    plot.show_live(
        [*marks, *layer_marks([*series, *expected], rows, kind == DECADES, theme, spacing)]
    )


def _rows(kind: str, series: list[LayerSeries]) -> ValueRows:
    if kind == SHARES:
        return share_rows(series)
    return (decade_rows if kind == DECADES else plain_rows)(None, series)[1]


def _draw_training(plot: Plot, trace: Trace, name: str, theme: Theme) -> None:
    """The loss, or the results of the evaluations, as in the panel *Learning*."""
    steps = axis_range(None, trace, UPDATES)
    air = SIDE * steps.span
    x = Scale(Range(steps.low - air, steps.high + air), integer_ticks)
    every = all_curves(trace, theme, TEST, UPDATES)
    if name == "loss":
        courses = [lane[0] for lane in every]
        plot.show_keys(loss_keys(False, None, False))
        y, rows = _values(courses, VALUES["loss"])
    else:
        regression = trace.regression
        courses = results_among(every, trace)
        plot.show_keys(result_keys(regression))
        if regression:
            y, rows = _values(courses, VALUES["error"])
        else:
            rows = ValueRows(Range(-AIR, 1 + AIR))
            y = Scale(rows.range, share_ticks)
    plot.show_scales(x, y)
    width = plot.whole_width()
    plot.show_live(
        [mark for course in courses for mark in curve_marks_of(course, rows, False, theme, width)]
    )


def _values(courses: list[TrainingCurve], of: str) -> tuple[Scale, ValueRows]:
    rows = value_rows(None, courses, False)[1]
    return Scale(rows.range, decimal_ticks, rows.ticks, of=of), rows
