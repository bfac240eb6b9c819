"""A narrow lane: every unit once, as a circle, and the weights between them as lines.

The left half of a circle shows the signal, which comes from the left, the right half the gradient,
which comes from the right. A line shows the weight and, once the gradient has arrived, ∂L/∂w.
"""

from __future__ import annotations

from math import ceil, floor, hypot
from typing import TYPE_CHECKING

import numpy as np

from ui.look.theme import argb
from ui.network.links import Bundle
from ui.network.shapes import NARROW
from ui.raster.cells import Codes, FloatArray, Pixels, gradient_place
from ui.raster.painters import painters
from vgsim.compute.traces.trace import LaneTrace
from vgsim.play.geometry import unit_at

if TYPE_CHECKING:
    from ui.network.disc_pictures import DiscPictures
    from ui.network.scene import LaneScene

LEFT, RIGHT, WHOLE = -1, 1, 0  # halves of a circle
RING = 1.25  # width of the ring around a circle, in window pixels
SMALL = 4.0  # radius in window pixels under which circles take all the height that there is
LARGE = 4.0  # times the median weight: as strong as this, a line gets no stronger
MANY = 12  # units in a layer: if there are more, lines get fainter
SIGNS = 40, 215  # places of − and + in the color map of signals
VIVID = 235  # place of both signs in the color maps of gradients


class Discs:
    """Positions and painting of the circles and lines of one lane."""

    def __init__(self, scene: LaneScene) -> None:
        self._scene = scene
        self.bundles: tuple[Bundle, ...] = ()  # the lines that are drawn
        self._lines: Pixels | None = None  # the band with the weights' lines, without circles
        self._signals: tuple[Pixels, Codes] | None = None  # colors and codes of this pass
        self._gradients: Pixels | None = None  # (units,) colors of this pass
        self._last: Pixels | None = None  # (units,) pale colors of the last pass, which stay
        self._full = False  # whether the last pass stays in full colors, with its lines

    def radius(self, layer: int) -> float:
        """Radius of a layer's circles in pixels, limited by the height per unit."""
        scene = self._scene
        room = (scene.place.signal[1] - scene.place.signal[0]) / scene.widths[layer - 1]
        ratio = scene.plan.ratio
        if room * 0.42 < ratio + SMALL * ratio:  # small circles may touch each other
            room = min(room * 0.5, (1 + SMALL) * ratio) / 0.42
        return max(min(scene.columns.pitch * 0.2, room * 0.42) - ratio, 2.0)

    def spans(self) -> list[tuple[int, int]]:
        """Pixel columns of the circles of every layer, with their rings."""
        reaches = [
            self.radius(layer) + RING * self._scene.plan.ratio + 1
            for layer in range(1, self._scene.layers + 1)
        ]
        pairs = zip(self._scene.centers.tolist(), reaches, strict=True)
        return [(floor(center - reach), ceil(center + reach)) for center, reach in pairs]

    def covers(self, x: float, y: float) -> bool:
        """Whether a point, in device pixels, is on a circle."""
        scene = self._scene
        layer = scene.columns.layer_at(x)
        if layer is None or layer > scene.layers:
            return False
        (top, bottom), count = scene.place.signal, scene.widths[layer - 1]
        unit = unit_at(y, top, bottom, count)
        if unit is None:
            return False
        middle = top + (unit + 0.5) * (bottom - top) / count
        reach = self.radius(layer) + RING * scene.plan.ratio
        return hypot(x - sum(scene.box(layer)) / 2, y - middle) <= reach

    # painting

    def begin(self, lane: LaneTrace, pictures: DiscPictures) -> None:
        """Paint lines for the weights and empty circles, and lines for their gradients."""
        scene, theme = self._scene, self._scene.plan.theme
        band = pictures.rows(scene.place.signal)
        self.bundles = self._bundles(lane)
        plain = pictures.empty[band].copy()
        colors = theme.forward_map[SIGNS[0]], theme.forward_map[SIGNS[1]]
        for bundle in self.bundles:
            _draw(pictures.empty[band], bundle, bundle.weights, bundle.largest, colors)
        self._lines = pictures.empty[band].copy()
        pictures.middle[...] = pictures.empty
        pictures.after[band] = plain
        low, high = scene.plan.scale.low, scene.plan.scale.high
        signs = theme.negative_map[VIVID], theme.gradient_map[VIVID]
        for bundle in self.bundles:
            slopes = lane.weight_gradients[bundle.layer - 1]
            sizes = gradient_place(slopes, low, high)  # across layers; within a layer, by the root
            with np.errstate(all="ignore"):
                sizes *= np.minimum(np.abs(slopes) / largest_of(slopes), 1.0) ** 0.5
            many = max(1.0, max(lane.widths[1:]) / MANY)
            _draw(pictures.after[band], bundle, np.copysign(sizes, slopes), many, signs)
        self._paint_plain(pictures.empty, None, WHOLE)

    def show(
        self, pictures: DiscPictures, signals: tuple[Pixels, Codes], gradients: tuple[Pixels, Codes]
    ) -> None:
        """Paint the values of a pass, after `begin`: colors and codes of all units."""
        self._signals = signals
        self.paint(pictures.after, *signals, LEFT)
        self.paint(pictures.after, *gradients, RIGHT)
        self._paint_middle(pictures)
        surface = argb(self._scene.plan.theme.surface)
        self._gradients = np.where(gradients[1] == 0, gradients[0], np.uint32(surface))

    def leave(self, pictures: DiscPictures, strength: float | None) -> None:
        """Keep the gradients of this pass, in colors of this strength, until the next ones come."""
        self._last, self._full = None, strength == 1.0
        if strength is not None and self._gradients is not None:
            row = self._gradients[None, :]
            pale = np.zeros_like(row)
            painters().pale(pale, row, argb(self._scene.plan.theme.surface), strength)
            self._last = pale[0]
        self._paint_middle(pictures)

    def _paint_middle(self, pictures: DiscPictures) -> None:
        """Paint signals and what the last pass has left, from the start: edges blend only once."""
        if self._lines is None or self._signals is None:
            return
        band = pictures.rows(self._scene.place.signal)
        if self._full:  # in fast passes, lines that change twice in each of them would flash
            pictures.middle[band] = pictures.before[band]
            self.paint(pictures.middle, *self._signals, LEFT)
            return
        pictures.middle[band] = self._lines
        self.paint(pictures.middle, *self._signals, LEFT)
        self._paint_plain(pictures.middle, self._last, RIGHT)

    def _paint_plain(self, target: Pixels, colors: Pixels | None, side: int) -> None:
        """Paint circles without patterns; without colors they are hollow."""
        count = int(self._scene.rows.counts.sum())
        if colors is None:
            colors = np.full(count, argb(self._scene.plan.theme.surface), np.uint32)
        self.paint(target, colors, np.zeros(count, np.uint8), side)

    def paint(self, target: Pixels, colors: Pixels, codes: Codes, side: int) -> None:
        """Paint the circles of all layers into a picture of the lane, or one half of each."""
        scene, rows = self._scene, self._scene.rows
        plan, block = scene.plan, target[scene.pictures.rows(scene.place.signal)]
        radii = np.array([self.radius(layer) for layer in range(1, scene.layers + 1)])
        for radius in set(radii.tolist()):
            some = radii == radius
            painters().discs(
                block, scene.centers[some], rows.firsts[some], rows.counts[some], radius, colors,
                codes, scene.specials, plan.grain, RING * plan.ratio, argb(plan.theme.outline),
                side,
            )  # fmt: skip

    def _bundles(self, lane: LaneTrace) -> tuple[Bundle, ...]:
        """Lines between all layers, relative to typical weights; the inputs' come last.

        None if the lane has too many weights to draw.
        """
        if not lane.weights:
            return ()
        scene, centers = self._scene, [float(center) for center in self._scene.centers]
        thickest = min(scene.columns.pitch * 0.06, 2.5 * scene.plan.ratio)
        many = max(1.0, max(lane.widths[1:]) / MANY)  # many lines are fainter
        largest = largest_of(*(lane.weights[1:] or lane.weights)) * many
        bands = (scene.place.signal,)
        found = [
            Bundle(k + 1, centers[k - 1], centers[k], bands, lane.weights[k], largest, thickest)
            for k in range(1, scene.layers)
        ]
        inputs = scene.plan.inputs
        if inputs is not None and lane.inputs.size and lane.widths[0] <= NARROW:
            edge, weights = float(inputs[1]), lane.weights[0]
            own = largest_of(weights) * many
            found.append(Bundle(1, edge, centers[0], bands, weights, own, thickest))
        return tuple(found)


def _draw(
    target: Pixels, bundle: Bundle, values: FloatArray, largest: float, colors: tuple[int, int]
) -> None:
    # Row-major, whatever the layout in memory: another layout would compile the kernel again, here.
    numbers = np.array(values, np.float64, order="C")
    ends = bundle.left, bundle.right
    if ends[1] - ends[0] < 1:
        return  # no room between the columns
    painters().lines(target, numbers, *ends, largest, *colors, bundle.thickest)


def largest_of(*layers: FloatArray) -> float:
    """The magnitude with the strongest line: the largest, but not far from the other weights.

    So one weight that is much larger than all others does not make these invisible.
    """
    sizes = np.abs(np.concatenate([weights.ravel() for weights in layers]))
    known = sizes[np.isfinite(sizes) & (sizes > 0)]
    if not known.size:
        return 1e-300
    return max(min(float(known.max()), LARGE * float(np.median(known))), 1e-300)
