"""What is drawn on a plane: its axes, lines of theory, and the position of the lane."""

from __future__ import annotations

from ui.curves.plane import ContourLine, Kind, Ruler
from ui.panels.phase.words import contour_name, function_of
from vgsim.theory.diagram import SHARES, SIGNED, Plane, position
from vgsim.theory.edge import contours
from vgsim.theory.span import logarithmic
from vgsim.theory.sweep import SweepAxis

SCALES = (3.0, 10.0, 30.0)  # ξ of the contours, in layers


def rulers(plane: Plane) -> tuple[Ruler, Ruler]:
    """The rulers of the horizontal and the vertical axis."""
    return _ruler(plane.x), _ruler(plane.y)


def _ruler(axis: SweepAxis) -> Ruler:
    return Ruler(axis.path, axis.values, logarithmic(axis.path))


def kind_of(measure: str) -> Kind:
    """The kind of color map for a measure."""
    return "signed" if measure in SIGNED else "share" if measure in SHARES else "size"


def lines_over(plane: Plane) -> list[ContourLine]:
    """The edge of chaos, and lines of equal depth scale ξ."""
    return [
        ContourLine(each.sigma_w, each.sigma_b, contour_name(each.factor), each.factor == 1)
        for each in contours(*function_of(plane), SCALES)
    ]


def lane_on(plane: Plane) -> tuple[float, float] | None:
    """The position of the lane, or None if it has none on this plane."""
    x, y = (position(plane.experiment, plane.lane, axis.path) for axis in (plane.x, plane.y))
    return None if x is None or y is None else (x, y)
