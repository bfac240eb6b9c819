"""Texts that several panels show: names of layers and steps."""

from __future__ import annotations

from vgsim.words.language import tr


def axis_name(axis: str) -> str:
    """The name of an axis, which is "layer" or "step"."""
    return tr("step") if axis == "step" else tr("layer")


def place_name(axis: str, number: int, depth: int | None = None) -> str:
    """The name of a layer or step, counted from 1; the one after `depth` is the output."""
    if depth is not None and number > depth:
        return tr("output")
    if axis == "step":
        return tr("step {step}", step=number)
    return tr("layer {layer}", layer=number)
