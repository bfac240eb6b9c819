"""Measures of signals, weights and updates, and of numbers lost to underflow or overflow."""

from __future__ import annotations

import numpy as np

from vgsim.compute.arrays.types import FloatArray
from vgsim.compute.traces.measure import Measure, SignalMeasure, fraction, mean
from vgsim.compute.traces.view import AXES, NAN, Signals, Value, View, rank, skew
from vgsim.words.language import tr


def update_ratio(view: View) -> float:
    """Return ‖ΔW‖ / ‖W‖ of the update that follows the pass."""
    step = view.update_norm
    if view.weight_norm == 0:
        return 0.0 if step == 0 else float("inf")
    return step / view.weight_norm


def _subnormal(view: Signals) -> Value:
    size = np.abs(view.delta)
    return fraction((size > 0) & (size < view.smallest))


def _singular_value(view: View, place: int) -> float:
    values = view.jacobian_singular_values
    return NAN if values is None else float(values[place])


def _condition(view: View) -> float:
    largest, smallest = _singular_value(view, 0), _singular_value(view, -1)
    return largest / smallest if smallest > 0 else float("inf") if largest > 0 else NAN


def std(x: FloatArray) -> Value:
    """Return the standard deviation over the last two axes."""
    return np.asarray(x.std(axis=AXES))[()]


_GLOROT = "Glorot and Bengio 2010"
_SPARSE = "Glorot, Bordes and Bengio 2011"
_DYING = "Lu, Shin, Su and Karniadakis 2019"
_SAXE = "Saxe, McClelland and Ganguli 2013; Pennington, Schoenholz and Ganguli 2017"

SIGNALS = (
    SignalMeasure(
        "preactivation_mean", tr("mean of z"), "", tr("mean over units and examples of z"), _GLOROT,
        tr("Which part of the curve of f the layer uses, on average."), False,
        lambda view: mean(view.z), long=True,
    ),
    SignalMeasure(
        "preactivation_std", tr("standard deviation of z"), "",
        tr("standard deviation over units and examples of z"), _GLOROT,
        tr("How wide a part of the curve of f the layer uses."), False,
        lambda view: std(view.z), long=True,
    ),
    SignalMeasure(
        "preactivation_skew", tr("skew of z"), "", tr("mean of ((z − mean) / std)³"),
        "Pearson 1895",
        tr("Far from 0: a few values are far out on one side."), False,
        lambda view: skew(view.z), long=True,
    ),
    SignalMeasure(
        "activation_mean", tr("mean of a"), "", tr("mean over units and examples of a"), _GLOROT,
        tr("Far from zero it shifts the next layer as a whole."), False,
        lambda view: mean(view.a),
    ),
    SignalMeasure(
        "activation_std", tr("standard deviation of a"), "",
        tr("standard deviation over units and examples of a"), _GLOROT,
        tr("Near zero the layer outputs the same for every example."), False,
        lambda view: std(view.a),
    ),
    SignalMeasure(
        "activation_skew", tr("skew of a"), "", tr("mean of ((a − mean) / std)³"), "Pearson 1895",
        tr("ReLU cuts off the negative side, so its outputs are skewed."), False,
        lambda view: skew(view.a), long=True,
    ),
    SignalMeasure(
        "saturated", tr("saturated"), "share", tr("fraction with |f′(z)| < 0.1 sup|f′|"),
        _GLOROT,
        tr("Units on the flat part of the curve. For ReLU units see “inactive”."), False,
        lambda view: view.saturated,
    ),
    SignalMeasure(
        "inactive", tr("inactive"), "share", tr("fraction with f′(z) = 0"), _SPARSE,
        tr("Units that let no gradient through, for this example."), False,
        lambda view: fraction(view.slope == 0), long=True,
    ),
    SignalMeasure(
        "dead", tr("dead"), "share", tr("fraction of units with f′(z) = 0 on the whole batch"),
        _DYING,
        tr("Units that let no gradient through for any example of the batch."), False,
        lambda view: fraction(view.slope.max(axis=-2, keepdims=True) == 0), long=True,
    ),
    Measure(
        "dead_window", tr("dead (512 examples)"), "share",
        tr("fraction of units with f′(z) = 0 on the last 512 training examples"), _DYING,
        tr("Units that let no gradient through for any recent training example."), False,
        lambda view: view.idle, costly=True,
    ),
    Measure(
        "weight_norm", tr("size of the weights"), "", tr("‖W‖, Frobenius"), "",
        tr("The size that an update is compared with."), True, lambda view: view.weight_norm,
    ),
    Measure(
        "distance", tr("distance from the start"), "", "‖W − W₀‖ / ‖W₀‖", "",
        tr("How far training has moved the weights; without a gradient it stays 0."), True,
        lambda view: view.distance, costly=True, only="layers",
    ),
    Measure(
        "learned_slope", tr("learned slope α"), "", tr("mean of α over the units"),
        "He et al. 2015, eq. 1",
        tr("PReLU's slope left of zero: near 0 it is a ReLU, near 1 the unit is linear."),
        False, lambda view: view.learned_slope, only="layers",
    ),
    Measure(
        "norm_scale", tr("scale γ of the normalization"), "", tr("mean of γ over the units"),
        "Ioffe and Szegedy 2015",
        tr("Starts at 1; where it falls, the layer makes its own signals smaller."), False,
        lambda view: view.norm_scale, only="layers",
    ),
    Measure(
        "norm_shift", tr("shift β of the normalization"), "", tr("mean of β over the units"),
        "Ioffe and Szegedy 2015",
        tr("Starts at 0; it shifts the units along their activation function."), False,
        lambda view: view.norm_shift, only="layers",
    ),
    Measure(
        "update_ratio", tr("update size ÷ weight size"), "",
        tr("‖ΔW‖ / ‖W‖, for SGD η ‖∂L/∂W‖ / ‖W‖"), "CS231n notes, Stanford",
        tr("About 10⁻³ is good; below 10⁻⁶ the layer does not change."), True, update_ratio,
    ),
    Measure(
        "clip_factor", tr("factor of clipping"), "", tr("‖∂L/∂W‖ after clipping / before"),
        "Pascanu, Mikolov and Bengio 2013",
        tr("Below 1, clipping shortened the layer's gradient before the update."), True,
        lambda view: view.clip_factor,
    ),
    Measure(
        "cosine", tr("cosine to the previous gradient"), "",
        tr("⟨g, g′⟩ / (‖g‖ ‖g′‖), weights' gradients"),
        "McCandlish, Kaplan, Amodei et al. 2018",
        tr("Near 1 the gradients of all batches point in the same direction; near 0 each points "
           "in another one."),
        False,
        lambda view: view.cosine,
    ),
    SignalMeasure(
        "effective_rank", tr("effective rank"), "", tr("exp of the entropy of a's singular values"),
        "Roy and Vetterli 2007",
        tr("In how many directions the layer's outputs for the batch differ."), False,
        lambda view: rank(view.a), costly=True,
    ),
    Measure(
        "jacobian_largest", tr("largest singular value of ∂a/∂x"), "",
        tr("largest singular value of ∂a/∂x"), _SAXE,
        tr("By how much the layers up to here stretch the most sensitive direction of the input "
        "(watched example; a batch's mean and standard deviation held fixed)."), True,
        lambda view: _singular_value(view, 0), costly=True,
    ),
    Measure(
        "jacobian_smallest", tr("smallest singular value of ∂a/∂x"), "",
        tr("smallest singular value of ∂a/∂x"), _SAXE,
        tr("By how much the layers up to here stretch the least sensitive direction of the "
           "input."), True,
        lambda view: _singular_value(view, -1), costly=True,
    ),
    Measure(
        "jacobian_condition", tr("condition number of ∂a/∂x"), "",
        tr("largest / smallest singular value of ∂a/∂x"), _SAXE,
        tr("1: all directions stretched equally; large: some are nearly lost."), True, _condition,
        costly=True,
    ),
    SignalMeasure(
        "zero_share", tr("exact zeros"), "share", tr("fraction with ∂L/∂z exactly 0"),
        "Micikevicius et al. 2018",
        tr("Gradients that are lost: dead units, or underflow."), False,
        lambda view: fraction(view.delta == 0), long=True,
    ),
    SignalMeasure(
        "subnormal_share", tr("underflowing"), "share",
        tr("fraction with 0 < |∂L/∂z| < smallest normal number"),
        "IEEE 754",
        tr("Gradients so small that the computer keeps only part of their digits."), False,
        _subnormal, long=True,
    ),
    SignalMeasure(
        "nonfinite_share", tr("NaN or infinite"), "share",
        tr("fraction of ∂L/∂z that is NaN or infinite"), "IEEE 754",
        tr("Overflow: these numbers are lost."), False,
        lambda view: fraction(~np.isfinite(view.delta)), long=True,
    ),
    SignalMeasure(
        "nonfinite_signal", tr("signal NaN or infinite"), "share",
        tr("fraction of z or a that is NaN or infinite"),
        "IEEE 754", tr("The forward signal has overflowed."), False,
        lambda view: fraction(~view.finite), long=True,
    ),
)  # fmt: skip
