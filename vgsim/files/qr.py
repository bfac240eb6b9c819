"""Makes the QR picture of a share code as rows of dark and light squares."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

import segno

Squares = tuple[tuple[bool, ...], ...]
BORDER = 4  # light squares around the picture (ISO/IEC 18004)
# 117 squares in a row: 6 pixels each on a projector with 1080 rows.
# Pictures with more squares are legible only from near.
LARGEST_VERSION = 25


def qr_squares(text: str) -> Squares | None:
    """The rows of the picture without its border, true where it is dark.

    None: the text is so long that the squares would be too small to be read from a distance.
    """
    try:
        made = segno.make_qr(text, error="l")
    except segno.DataOverflowError:
        return None
    if int(made.version) > LARGEST_VERSION:
        return None
    return tuple(tuple(bool(each) for each in row) for row in made.matrix)


def dark_runs(squares: Squares) -> Iterator[tuple[int, int, int]]:
    """Column, row and length of every run of dark squares in a row, counted with the border."""
    for y, row in enumerate(squares, BORDER):
        x = BORDER
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                yield x, y, length
            x += length


def qr_svg(squares: Squares, size: float, label: str) -> str:
    """The picture with its border as SVG, `size` pixels wide; `label` describes it."""
    count = len(squares) + 2 * BORDER
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in dark_runs(squares))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(label)}" '
        f'width="{size:g}" height="{size:g}" viewBox="0 0 {count} {count}" '
        f'shape-rendering="crispEdges"><path d="M0 0h{count}v{count}h-{count}z" fill="#ffffff"/>'
        f'<path d="{path}" fill="#000000"/></svg>'
    )
