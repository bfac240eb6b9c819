"""Diagrams of a run: the only place of the core that knows the window, when it is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

from vgsim.compute.traces.measures import MEASURES
from vgsim.compute.traces.trace import Trace
from vgsim.words.nearest import nearest

LOSS, ACCURACY = "loss", "accuracy"
KINDS = (".svg", ".png", ".pdf")
EACH = 240  # pixels: height of one diagram


class Figure:
    """Diagrams that Jupyter shows.

    Attributes:
        svg: the drawing as the text of an SVG file.
    """

    def __init__(self, names: Sequence[str], paint: Callable[[str], bytes]) -> None:
        """`paint` returns the content of a file of the kind "svg", "png 2" or "pdf"."""
        self._names = ", ".join(names)
        self._paint = paint
        self.svg  # noqa: B018 - drawn now: errors belong to the call of `plot`

    @cached_property
    def svg(self) -> str:
        """The drawing as the text of an SVG file."""
        return self._paint("svg").decode("utf-8")

    def __repr__(self) -> str:
        return f"<Figure: {self._names}>"

    def _repr_svg_(self) -> str:
        """What Jupyter shows."""
        return self.svg

    def save(self, path: Path | str) -> None:
        """Write the drawing to a file: .svg, .pdf, or .png at twice its size.

        Raises:
            ValueError: the name has another ending.
            OSError: the file cannot be written.
        """
        suffix = Path(path).suffix.lower()
        if suffix not in KINDS:
            raise ValueError(f"{path}: the name must end in {', '.join(KINDS)}")
        Path(path).write_bytes(self._paint("png 2" if suffix == ".png" else suffix[1:]))


def draw(
    trace: Trace, what: Sequence[str], *, theme: str, width: int, height: int, theory: bool
) -> Figure:
    """See `Simulation.plot`."""
    names = tuple(what) or _usual(trace)
    for name in names:
        _check(trace, name)
    from ui.notebook.diagrams import Diagrams, paint  # Qt is loaded here, and not before

    wanted = Diagrams(names, theme, width, height or EACH * len(names), theory)
    return Figure(names, lambda kind: paint(trace, wanted, kind))


def _usual(trace: Trace) -> tuple[str, ...]:
    headlines = dict.fromkeys(lane.headline for lane in trace.lanes)
    return (*headlines, LOSS) if trace.step else (*headlines,)


def _check(trace: Trace, name: str) -> None:
    known = (LOSS, ACCURACY, *MEASURES)
    if name not in known:
        similar = nearest(name, known)
        hint = f"did you mean {similar}?" if similar else f"there are: {', '.join(known)}"
        raise ValueError(f"{name!r} cannot be drawn; {hint}")
    if name in MEASURES and not any(name in lane.measures for lane in trace.lanes):
        raise ValueError(f"{name!r} does not apply to any of these networks")
