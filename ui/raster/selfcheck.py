"""Tests every painting kernel on small pictures whose pixels are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.raster import plain
from ui.raster.cells import Pixels

WHITE, BLACK = 0xFFFFFFFF, 0xFF000000
GREY = 128  # half of white on black, up to rounding
SIZE = 8
NEAR = 2  # tolerance, in color levels
PLAIN = ("cells", "discs", "lines", "bars", "diamonds", "pale")  # painters that also exist in NumPy


def wrong() -> list[str]:
    """The names of the kernels that paint a wrong picture."""
    return [*_unlike_plain(), *_unlike_known(), *_wrongly_compressed()]


def _level(picture: Pixels) -> NDArray[np.int64]:
    return (picture & np.uint32(0xFF)).astype(np.int64)


def _near(first: Any, second: Any) -> bool:
    return bool((np.abs(np.asarray(first) - second) <= NEAR).all())


def _unlike_plain() -> list[str]:
    from ui.raster import network

    whole = np.array([0, 6, 14])
    ends, ones = whole + 5, np.array([2, 3, 1])
    colors = np.array([WHITE, 0xFF336699, 0xFF808080, 0xFF112233, 0xFFABCDEF, WHITE], np.uint32)
    codes = np.array([0, 1, 2, 3, 4, 0], np.uint8)
    specials = np.arange(5, dtype=np.uint32) * np.uint32(0x222222) + np.uint32(BLACK)
    firsts = np.array([0, 2, 5])
    weights = np.array([[1.0, -0.5], [0.0, 0.25]])
    middles = whole + 2.5
    calls: dict[str, tuple[Any, ...]] = {
        "cells": (whole, ends, firsts, ones, colors, codes, specials, 1, 0),
        "discs": (middles, firsts, ones, 2.0, colors, codes, specials, 1, 1.0, 0, 0),
        "lines": (weights, 1.0, 19.0, 1.0, 0xFF0000, 0x0000FF, 2.0),
        "bars": (whole, ends, ones, colors[:3], codes[:3], specials, 1, 1, 0),
        "diamonds": (middles, np.array([5.0, np.nan, 9.0]), 2.0, WHITE, 0x123456, 1.0),
        "pale": (np.full((16, 20), 0xFF204080, np.uint32), WHITE, 0.25),
    }
    found = []
    for name in PLAIN:
        pictures = []
        for painters in (plain, network):
            picture = np.full((16, 20), 0xFF404040, np.uint32)
            getattr(painters, name)(picture, *calls[name])
            pictures.append(picture.view(np.uint8).astype(np.int64))
        if not _near(*pictures):
            found.append(f"network {name}")
    return found


def _unlike_known() -> list[str]:
    """Compare columns of white on black with pixels worked out by hand."""
    from ui.raster import plots

    clip = np.array((0, 0, SIZE, SIZE))
    ends: NDArray[np.float64] = np.array((0.0, 8.0))
    two: NDArray[np.float64] = np.array((2.0, 2.0))
    mask = np.zeros((SIZE, SIZE), np.uint8)
    one: NDArray[np.float64] = np.array((4.0,))
    full = np.full((2, 2), 255, np.uint8)
    rows: dict[str, tuple[Callable[[Any], None], tuple[int, ...]]] = {
        "polyline": (
            lambda fb: plots.polyline(fb, mask, clip, ends, two, 1.0, WHITE, 1.0, np.zeros(0)),
            (0, 255, 255, 0, 0, 0, 0, 0),
        ),
        "band": (
            lambda fb: plots.band(fb, clip, ends, two, two + 2.5, WHITE, 1.0),
            (0, 0, 255, 255, GREY, 0, 0, 0),
        ),
        "bars": (
            lambda fb: plots.bars(fb, clip, ends, two[:1], 4.0, WHITE, 0.5),
            (0, 0, GREY, GREY, 0, 0, 0, 0),
        ),
        "outline": (
            lambda fb: plots.outline(fb, clip, ends, two[:1], 1, WHITE, 1.0),
            (0, 0, 255, 0, 0, 0, 0, 0),
        ),
        "discs": (
            lambda fb: plots.discs(fb, clip, one, one, 1.5, WHITE, 1.0, 0xFF808080),
            (0, 57, 181, 255, 255, 181, 57, 0),
        ),
        "stamps": (
            lambda fb: plots.stamps(fb, clip, one, one, full, WHITE),
            (0, 0, 0, 255, 255, 0, 0, 0),
        ),
    }
    found = []
    for name, (paint, expected) in rows.items():
        picture = np.full((SIZE, SIZE), BLACK, np.uint32)
        paint(picture)
        if not _near(_level(picture)[:, 3], expected):
            found.append(f"plot {name}")
    return found


def _wrongly_compressed() -> list[str]:
    """Compress four equal numbers, whose codes of 9 bits are worked out by hand."""
    from ui.raster import lzw

    found = np.zeros(lzw.room(4), np.uint8)
    size = lzw.compress(np.full(4, 7, np.uint8), found)
    codes = (lzw.CLEAR, 7, lzw.FIRST, 7, lzw.END)
    expected = sum(code << 9 * place for place, code in enumerate(codes)).to_bytes(6, "little")
    return [] if found[:size].tobytes() == expected else ["compressed pixels"]
