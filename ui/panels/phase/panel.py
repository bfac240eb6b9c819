"""The phase diagram panel: a plane of networks, lines of theory, and the lane as a dot."""

from __future__ import annotations

from math import inf

from PySide6.QtCore import QPointF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from ui.curves.plane import (
    PlanePlot,
    Ruler,
    cells,
    colors_for,
    contour_marks,
    contour_notes,
    dot,
)
from ui.exchange.progress import Progress
from ui.exchange.requests import Requests
from ui.look.theme import Theme
from ui.panels.phase.controls import PhaseControls
from ui.panels.phase.drawn import kind_of, lane_on, lines_over, rulers
from ui.panels.phase.words import THEORY, cell_text, has_theory, theory_texts
from ui.panels.plot_panel import PlotPanel
from ui.plots.frame import Words, label_metrics
from ui.plots.marks import ColorScale, Mark, Note
from ui.plots.text import TextLine
from ui.widgets.formats import csv_formats, with_source
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import Experiment
from vgsim.theory.diagram import Diagram, Plane, table
from vgsim.words.language import tr
from vgsim.words.numbers import ratio

# minimum heights for the line of theory and for the bottom row, in text heights
THEORY_FROM, FOOT_FROM = 17.0, 13.0


class PhasePanel(PlotPanel):
    """Shows the watched lane among its neighbors; dragging the dot changes the lane."""

    name = "phase"
    title = tr("Phase diagram")

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._experiment: Experiment | None = None
        self._lane = 0
        self._plane: Plane | None = None  # the plane chosen in the controls
        self._requested: Plane | None = None  # the plane that is or was computed
        self._progress = Progress()
        self._gesture = 0
        self._pointer: QPointF | None = None
        self.controls, self.plot = PhaseControls(), PlanePlot()
        self.sentence, self.theory = TextLine(important=True), TextLine()
        self.theory.show_help(THEORY, "mean_field")
        self._foot = QHBoxLayout()
        self._parts = (self.controls, self.plot, self.sentence, self.theory)
        self._layout.addWidget(self.controls)
        self._layout.addWidget(self.plot, 1)
        self._layout.addWidget(self.theory)
        self._layout.addLayout(self._foot)
        self._foot.addWidget(self.sentence, 1)
        parts = self.controls
        for part in (parts.bar, parts.compute, parts.range_button, parts.save):
            self._foot.addWidget(part)
        controls, plot = self.controls, self.plot
        controls.changed.connect(self._refresh)
        controls.recolored.connect(self._draw)
        controls.pressed.connect(self._start_or_stop)
        controls.table_wanted.connect(self.save_table)
        controls.picture_wanted.connect(self.save_picture)
        controls.refused.connect(requests.document.refuse)
        plot.placed.connect(self._place)
        plot.nudged.connect(self._nudge)
        plot.released.connect(self._end_drag)
        plot.hovered.connect(self._hover)

    # --- values

    def show_theme(self, theme: Theme) -> None:
        self._pass_theme(theme)
        self._foot.setSpacing(theme.spacing)
        self._fit()
        self._draw()

    def show_experiment(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._lane = min(self._lane, len(experiment.lanes) - 1)
        self.controls.offer(experiment, self._lane)
        self._refresh()

    def show_trace(self, trace: Trace) -> None:
        self._trace = trace
        watched = trace.watched
        if watched != self._lane and self._experiment is not None:
            self._lane = min(watched, len(self._experiment.lanes) - 1)
            self.controls.offer(self._experiment, self._lane)
            self._refresh()
        self._show_texts()

    def show_diagram(self, progress: Progress) -> None:
        self._progress = progress
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide what does not fit: the text about theory, then the bottom row."""
        super().resizeEvent(event)
        self._fit()
        self._show_texts()

    def _fit(self) -> None:
        roomy = self._room() >= FOOT_FROM
        for part in (self.sentence, self.controls.range_button, self.controls.save):
            part.setVisible(roomy)

    def _room(self) -> float:
        """Height of the panel in text heights."""
        return self.height() / label_metrics(self._theme).height()

    # --- computing

    def _refresh(self) -> None:
        """Compute cheap planes at once; expensive ones only when the user presses Compute."""
        plane = self._plane = self.controls.plane()
        if plane is not None and plane.scanned and not self._current():
            self._request(plane)
        self._draw()

    def _request(self, plane: Plane) -> None:
        self._requested = plane
        self._progress = Progress(self._progress.picture)
        self.requests.studies.compute_plane(plane)

    def _start_or_stop(self) -> None:
        if self._running():
            self.requests.studies.compute_plane(None)
        elif self._plane is not None:
            self._request(self._plane)
        self._draw()

    def _current(self) -> bool:
        """Whether the computed plane is the chosen one, regardless of the dot's position."""
        plane, requested = self._plane, self._requested
        return plane is not None and requested is not None and plane.cell_key == requested.cell_key

    def _running(self) -> bool:
        return self._requested is not None and not self._progress.over

    def _diagram(self) -> Diagram | None:
        """The newest diagram if it has the chosen cells; its networks may differ slightly."""
        found: Diagram | None = self._progress.picture
        plane = self._plane
        if found is None or plane is None or not self._current():
            return None
        same = (found.plane.lane, found.plane.x, found.plane.y) == (plane.lane, plane.x, plane.y)
        return found if same else None

    # --- drawing

    def _draw(self) -> None:
        plane = self._plane
        if plane is None:
            return
        x, y = rulers(plane)
        self.plot.show_scales(x.scale, y.scale)
        up, across = Words(y.label, y.label, plane.y.path), Words(x.label, x.label, plane.x.path)
        self.plot.show_captions(up, across)
        diagram = self._diagram()
        self.controls.show_state(
            scanned=plane.scanned, running=self._running(),
            share=diagram.share if diagram else 0.0, savable=diagram is not None,
        )  # fmt: skip
        name = self.controls.measure()
        if diagram is not None and name in diagram.fields:
            self._draw_cells(diagram, name, x, y)
        else:
            self.plot.show_still(())
        self._draw_over(plane, x, y)
        self._show_texts()

    def _draw_cells(self, diagram: Diagram, name: str, x: Ruler, y: Ruler) -> None:
        values = diagram.fields[name]
        colors, ticks = colors_for(kind_of(name), diagram.reach[name], self._theme)
        broken = (values != values).any() or (values == inf).any()
        zeros = (colors.zero, "0") if (values == -inf).any() else None
        lost = (colors.broken, "∞, NaN") if broken else None
        self.plot.show_colors(ColorScale(colors, ticks, lost, zeros))
        self.plot.show_still((cells(values, x, y, colors),))

    def _draw_over(self, plane: Plane, x: Ruler, y: Ruler) -> None:
        theme = self._theme
        marks: list[Mark] = []
        notes: list[Note] = []
        if has_theory(plane):
            lines = lines_over(plane)
            marks += contour_marks(lines, theme)
            notes = contour_notes(lines, x.range, y.range, theme)
        here = lane_on(plane)
        if here is not None:
            color = theme.lanes[plane.lane]
            marks.append(dot(x.place(here[0]), y.place(here[1]), color, theme))
        self.plot.show_live(marks)
        self.plot.show_notes(notes)

    # --- texts

    def _show_texts(self) -> None:
        plane = self._plane
        if plane is None:
            return
        x, y = rulers(plane)
        diagram, here = self._diagram(), lane_on(plane)
        pointed = (self._pointer.x(), self._pointer.y()) if self._pointer is not None else here
        self.theory.setVisible(has_theory(plane) and self._room() >= THEORY_FROM)
        if has_theory(plane) and pointed is not None:
            self.theory.show_text(*theory_texts(plane, *pointed))
        if diagram is not None and self._pointer is not None:
            row, column = y.index(self._pointer.y()), x.index(self._pointer.x())
            values = cell_text(diagram, row, column, self.controls.measure())
            across, up = x.written(x.values[column]), y.written(y.values[row])
            self.sentence.show_text(f"{across}, {up}: {values}")
        elif diagram is None and not self._running():
            count = len(x.values) * len(y.values)
            self.sentence.show_text(
                tr("%n network(s), computed one by one: press Compute.", "", count)
            )
        elif here is None:
            self.sentence.show_text(
                tr(
                    "This network cannot be shown on this plane: its "
                    "weights are drawn in another way."
                )
            )
        elif self._trace is not None and plane.lane < len(self._trace.lanes):
            arrived = ratio(self._trace.lanes[plane.lane].judged.verdict.decades)
            across, up = x.written(here[0]), y.written(here[1])
            self.sentence.show_text(
                tr("Now: {x}, {y}, gradient {ratio}. Drag the dot.", x=across, y=up, ratio=arrived),
                tr("Now: {x}, {y}, gradient {ratio}", x=across, y=up, ratio=arrived),
                tr("Now: gradient {ratio}", ratio=arrived),
            )

    def _hover(self, point: QPointF | None) -> None:
        still = self.plot.still
        inside = point is not None and (
            still.x.range.contains(point.x()) and still.y.range.contains(point.y())
        )
        self._pointer = point if inside else None
        self._show_texts()

    # --- the dot

    def _place(self, point: QPointF) -> None:
        plane = self._plane
        if plane is None:
            return
        low = 0.0 if plane.sizes else -inf
        across, up = rulers(plane)
        x, y = across.rounded(point.x()), up.rounded(point.y())
        self.requests.move(plane, max(x, low), max(y, low), f"plane {self._gesture}")

    def _nudge(self, right: int, up: int) -> None:
        """Move the dot to the middle of a neighboring cell."""
        plane = self._plane
        here = lane_on(plane) if plane is not None else None
        if plane is None or here is None:
            return
        x, y = rulers(plane)
        column = x.clamped(x.index(x.place(here[0])) + right)
        row = y.clamped(y.index(y.place(here[1])) + up)
        self._place(QPointF(x.place(x.values[column]), y.place(y.values[row])))
        self._end_drag()

    def _end_drag(self) -> None:
        self._gesture += 1

    # --- export

    def save_table(self) -> None:
        """Save the values of all cells as CSV; no effect before any was computed."""
        diagram = self._diagram()
        if diagram is not None:
            rows = with_source(table(diagram), self.plot.provenance().caption)
            self.requests.files.export("phase_diagram", csv_formats(rows))

    def save_picture(self) -> None:
        """Save the diagram as a PNG picture."""
        self.plot.save("png")
