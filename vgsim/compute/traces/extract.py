"""Extracts from a tape everything that is shown of a feedforward network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array, FloatArray
from vgsim.compute.traces.checks import checks
from vgsim.compute.traces.distributions import Distributions, distributions
from vgsim.compute.traces.evidence import Evidence
from vgsim.compute.traces.measures import measure
from vgsim.compute.traces.nonfinite import first_nonfinite
from vgsim.compute.traces.predict import predicted
from vgsim.compute.traces.trace import (
    DISTRIBUTIONS,
    GRADIENT_DECADES,
    PREDICTIONS,
    SELF_CHECK,
    LaneTrace,
    LayerDetail,
    Link,
    SignalPath,
    UnitDetail,
    Watch,
)
from vgsim.compute.traces.view import read_only
from vgsim.parts.activations import ACTIVATIONS, evaluate

EDGES = np.linspace(-8.0, 8.0, 129)  # of the bins of the preactivation histogram
EDGES.setflags(write=False)
DRAWN = 1024  # maximum of weights in a layer whose connections can be distinguished when drawn
DRAWN_IN_ALL = 16384  # maximum in the whole network


def lane_trace(tape: Tape, labels: Array, watch: Watch, lane: int, based_on: Evidence) -> LaneTrace:
    """Return everything that is shown of one feedforward lane.

    Args:
        tape: holds a forward and a backward pass.
        labels: (batch,) class numbers, or values for regression.
        watch: the layer, unit and example to detail.
        lane: index of the lane; only the watched lane has the detail of a unit.
        based_on: the evidence for its verdict.
    """
    plan = tape.plan
    layers = range(1, tape.layers + 1)
    example = None if watch.example is None else min(watch.example, tape.batch - 1)
    with np.errstate(all="ignore"):
        activation = _units(tape, [tape.activation(layer) for layer in layers], example, 1.0)
        gradients = [tape.grad_preactivation(layer) for layer in layers]
        gradient = _units(tape, gradients, example, float(tape.batch))
        inputs = tape.activation(0)
        layer = min(max(watch.layer, 1), tape.layers)
        return LaneTrace(
            title=plan.title,
            network=plan.spec,
            training=plan.training,
            learning_rate=tape.learning_rate,
            widths=plan.widths,
            offsets=unit_offsets(plan.widths),
            activation=activation,
            gradient=gradient,
            inputs=read_only(inputs.mean(axis=0) if example is None else inputs[example]),
            target=read_only(np.empty(0) if example is None else tape.target()[example]),
            weights=_weights(tape),
            weight_gradients=_weight_gradients(tape, example),
            measures=measure(tape, watch.costly, example or 0) if watch.measured else {},
            loss=tape.loss,
            first_nonfinite=first_nonfinite(tape),
            skips=tuple((plan.layer(end).source, end) for end in plan.joins),
            frozen=tuple(k for k in layers if plan.layer(k).frozen),
            activations=tuple(each.activation.name for each in plan.layers[:-1]),
            batch=tape.batch,
            input_power=plan.input_power,
            input_mean_power=plan.input_mean_power,
            smallest_gradient=plan.smallest_gradient * tape.batch,
            classes=plan.data.classes,
            class_names=plan.data.class_names,
            input_names=plan.data.feature_names,
            image_shape=plan.data.image_shape,
            labels=class_labels(plan.data.classes, labels),
            detail=_detail(tape, layer, example or 0),
            unit=_unit(tape, layer, watch.unit, example or 0) if watch.lane == lane else None,
            evidence=based_on,
            chain=_chain(tape, example or 0),
            checks=checks(tape) if SELF_CHECK in watch.costly else (),
            distributions=_distributions(tape) if DISTRIBUTIONS in watch.costly else None,
            predictions=predicted(tape, layer, watch.unit) if PREDICTIONS in watch.costly else None,
        )


def _chain(tape: Tape, example: int) -> tuple[Link, ...]:
    """Return the chain-rule factors if every hidden layer is one plain unit, else ()."""
    plan = tape.plan
    plain = not (plan.normalized or plan.joins or plan.spec.dropout)
    if not plain or tape.layers < 3 or any(width > 1 for width in plan.widths[1:-1]):
        return ()
    return tuple(
        Link(
            layer,
            float(tape.weight(layer + 1)[0, 0]),
            float(tape.argument(layer)[example, 0]),
            float(tape.derivative(layer)[example, 0]),
        )
        for layer in range(tape.layers - 2, 0, -1)
    )


def class_labels(classes: int, labels: Array) -> NDArray[np.int64]:
    """Return the class of every example, read-only; empty for regression."""
    found = labels.astype(np.int64) if classes else np.empty(0, np.int64)
    found.setflags(write=False)
    return found


def unit_offsets(widths: tuple[int, ...]) -> NDArray[np.int64]:
    """Return the first unit of every layer in a row of all units; see `LaneTrace.offsets`."""
    offsets = np.concatenate([[0], np.cumsum(widths[1:])]).astype(np.int64)
    offsets.setflags(write=False)
    return offsets


def _units(tape: Tape, signals: list[Array], example: int | None, scale: float) -> FloatArray:
    """Return the values of all units in one row, times scale.

    They are those of one example, or, if `example` is None, the batch means of magnitudes.
    """
    if example is None:
        rows = [np.abs(signal).mean(axis=0, dtype=np.float64) for signal in signals]
    else:
        rows = [signal[example].astype(np.float64) for signal in signals]
    return read_only(np.concatenate(rows) * scale)


def _distributions(tape: Tape) -> Distributions:
    """Return the histograms of every hidden layer."""
    layers = range(1, tape.layers)
    return distributions(
        [tape.argument(layer) for layer in layers], [tape.activation(layer) for layer in layers],
        [tape.grad_preactivation(layer) for layer in layers], tape.batch,
    )  # fmt: skip


def _weight_gradients(tape: Tape, example: int | None) -> tuple[FloatArray, ...]:
    """Return ∂L/∂w of the weights that are drawn: of one example, δ·a, or of the mean loss."""
    if not _drawn(tape):
        return ()
    layers = range(1, tape.layers + 1)
    if example is None:
        return tuple(read_only(tape.grad_weight(layer)) for layer in layers)
    deltas = [tape.grad_preactivation(k)[example].astype(np.float64) * tape.batch for k in layers]
    signals = [tape.activation(k - 1)[example].astype(np.float64) for k in layers]
    return tuple(read_only(np.outer(*pair)) for pair in zip(deltas, signals, strict=True))


def _drawn(tape: Tape) -> bool:
    """Return whether there are so few weights that each can be drawn."""
    sizes = tape.widths[1:] * tape.widths[:-1]
    hidden = sizes[1:-1] if len(sizes) > 2 else sizes
    return bool(hidden.max() <= DRAWN and sizes.sum() <= DRAWN_IN_ALL)


def _weights(tape: Tape) -> tuple[FloatArray, ...]:
    if not _drawn(tape):
        return ()
    return tuple(read_only(tape.weight(layer)) for layer in range(1, tape.layers + 1))


def _derivatives(tape: Tape, layer: int) -> Array:
    """Return f' of every example and unit; in the output layer f is the output function."""
    if layer < tape.layers:
        return tape.derivative(layer)
    return output_slope(tape.preactivation(layer), tape.activation(layer), tape.plan.output)


def output_slope(z: Array, y: Array, output: str) -> Array:
    """Return dy/dz of output units with preactivations z and outputs y, in their shape."""
    if output == "softmax":
        return np.asarray(y * (1 - y))
    return evaluate(ACTIVATIONS[output], z)[1]


def _detail(tape: Tape, layer: int, example: int) -> LayerDetail:
    top = layer == tape.layers
    z = tape.preactivation(layer) if top else tape.argument(layer)
    value = tape.activation(layer) if top else tape.value(layer)
    slopes = layer < tape.layers and tape.plan.layer(layer).slopes
    return LayerDetail(
        layer=layer,
        preactivations=read_only(z[example]),
        activations=read_only(value[example]),
        derivatives=read_only(_derivatives(tape, layer)[example]),
        slopes=read_only(tape.alpha(layer) if slopes else np.empty(0)),
        edges=EDGES,
        **histogram(z),
        **decades(tape.grad_preactivation(layer), tape.batch),
    )


def histogram(z: Array) -> dict[str, Any]:
    """Return the histogram of preactivations, and the fractions out of its range or not finite."""
    finite = np.isfinite(z)
    return {
        "histogram": read_only(np.histogram(z[finite], EDGES)[0] / z.size),
        "below": float((z < EDGES[0]).mean()),
        "above": float((z > EDGES[-1]).mean()),
        "nonfinite": float(1 - finite.mean()),
    }


def decades(delta: Array, batch: int) -> dict[str, Any]:
    """Return the fractions of per-example gradients in each power of ten, and of exact zeros.

    `delta` holds gradients of the mean loss over the batch.
    """
    size = np.abs(delta.astype(np.float64)) * batch
    there = size[(size > 0) & np.isfinite(size)]
    first, last = GRADIENT_DECADES[0], GRADIENT_DECADES[-1]
    found = np.clip(np.floor(np.log10(there)), first, last).astype(np.int64) - first
    shares = np.bincount(found, minlength=len(GRADIENT_DECADES)) / size.size
    return {
        "gradient_fractions": read_only(shares),
        "gradient_zeros": float((size == 0).mean()),
    }


def _unit(tape: Tape, layer: int, unit: int | None, example: int) -> UnitDetail | None:
    """Return the arithmetic of one unit for one example; None if there is no such unit."""
    if unit is None or unit >= tape.widths[layer]:
        return None
    batch, top = float(tape.batch), layer == tape.layers
    following = None if top else tape.grad_preactivation(layer + 1)[example] * batch
    outgoing = np.empty(0) if top else tape.weight(layer + 1)[:, unit]
    delta = float(tape.grad_preactivation(layer)[example, unit]) * batch
    at_activation = delta if top else float(tape.grad_activation(layer)[example, unit]) * batch
    return UnitDetail(
        layer=layer,
        unit=unit,
        example=example,
        inputs=read_only(tape.activation(layer - 1)[example]),
        weights=read_only(tape.weight(layer)[unit]),
        bias=float(tape.bias(layer)[unit]),
        preactivation=float(tape.preactivation(layer)[example, unit]),
        activation=float(tape.activation(layer)[example, unit]),
        derivative=float(_derivatives(tape, layer)[example, unit]),
        next_weights=read_only(outgoing),
        next_gradients=read_only(np.empty(0) if following is None else following),
        gradient_activation=at_activation,
        gradient_preactivation=delta,
        weight_gradients=read_only(tape.grad_weight(layer)[unit]),
        bias_gradient=float(tape.grad_bias(layer)[unit]),
        path=_signal_path(tape, layer, unit, example) if _has_path(tape, layer) else None,
    )


def _has_path(tape: Tape, layer: int) -> bool:
    plan = tape.plan
    if layer == tape.layers:
        return False
    ends = plan.layer(layer).source > 0
    starts = any(plan.layer(end).source == layer for end in plan.joins)
    return plan.normalized or plan.spec.dropout > 0 or ends or starts


def _signal_path(tape: Tape, layer: int, unit: int, example: int) -> SignalPath:
    plan, own, here = tape.plan, tape.plan.layer(layer), (example, unit)
    batch, skipped = float(tape.batch), tape.grad_skip(layer)

    def of(view: Callable[[int], Array], at: int = layer) -> float:
        return float(view(at)[here])

    return SignalPath(
        norm=plan.spec.normalization,
        before=plan.before,
        normalized=of(tape.normalized) if plan.normalized else None,
        gamma=float(tape.gamma(layer)[unit]),
        beta=float(tape.beta(layer)[unit]),
        argument=of(tape.argument),
        value=of(tape.value),
        mask=of(tape.mask) if plan.spec.dropout else None,
        skip_from=own.source,
        skip=of(tape.activation, own.source) if own.source else None,
        skip_first=plan.post,
        branch=of(tape.branch) if own.source else None,
        scale=float(tape.branch_scale(layer)[0]),
        gradient_skip=None if skipped is None else float(skipped[here]) * batch,
        gradient_value=of(tape.grad_value) * batch,
        gradient_argument=of(tape.grad_argument) * batch,
    )
