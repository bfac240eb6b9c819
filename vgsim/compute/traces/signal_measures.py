"""Measures of signals, weights and updates, and of numbers lost to underflow or overflow."""

from __future__ import annotations

import numpy as np

from vgsim.compute.traces.measure import Measure, mean, share
from vgsim.compute.traces.view import AXES, NAN, FloatArray, Value, View, rank, skew


def update_ratio(view: View) -> float:
    """Return ‖ΔW‖ / ‖W‖ of the update that follows the pass."""
    step = view.update_norm
    if view.weight_norm == 0:
        return 0.0 if step == 0 else float("inf")
    return step / view.weight_norm


def _subnormal(view: View) -> Value:
    size = np.abs(view.delta)
    return share((size > 0) & (size < view.smallest))


def _stretch(view: View, place: int) -> float:
    values = view.stretches
    return NAN if values is None else float(values[place])


def _condition(view: View) -> float:
    largest, smallest = _stretch(view, 0), _stretch(view, -1)
    return largest / smallest if smallest > 0 else float("inf") if largest > 0 else NAN


def deviation(x: FloatArray) -> Value:
    """Return the standard deviation over the last two axes."""
    return np.asarray(x.std(axis=AXES))[()]


_F = "section F of the diagnostics"
_GLOROT = "Glorot and Bengio 2010"
_SAXE = "Saxe, McClelland and Ganguli 2013; Pennington, Schoenholz and Ganguli 2017"

SIGNALS = (
    Measure(
        "preactivation_mean", "mean of z", "", "mean over units and samples of z", _GLOROT,
        "Where on the curve of f the layer sits.", False, lambda view: mean(view.z), long=True,
    ),
    Measure(
        "preactivation_std", "deviation of z", "", "std over units and samples of z", _GLOROT,
        "How much of the curve of f the layer uses.", False,
        lambda view: deviation(view.z), long=True,
    ),
    Measure(
        "preactivation_skew", "skew of z", "", "mean of ((z − mean) / std)³", "Pearson 1895",
        "Whether a few values lie far out on one side.", False,
        lambda view: skew(view.z), long=True,
    ),
    Measure(
        "activation_mean", "mean of a", "", "mean over units and samples of a", _GLOROT,
        "Far from zero it shifts the next layer as a whole.", False,
        lambda view: mean(view.a),
    ),
    Measure(
        "activation_std", "deviation of a", "", "std over units and samples of a", _GLOROT,
        "Near zero the layer says the same about every example.", False,
        lambda view: deviation(view.a),
    ),
    Measure(
        "activation_skew", "skew of a", "", "mean of ((a − mean) / std)³", "Pearson 1895",
        "Rectifiers cut one side off: what is left is skewed.", False,
        lambda view: skew(view.a), long=True,
    ),
    Measure(
        "saturated", "saturated", "share", "share of |f′(z)| < 0.1 sup|f′|", _F,
        "Units on the flat part of the curve. For ReLUs see inactive.", False,
        lambda view: view.saturated,
    ),
    Measure(
        "inactive", "inactive", "share", "share of f′(z) = 0", _F,
        "Units that let no gradient through, for this example.", False,
        lambda view: share(view.slope == 0), long=True,
    ),
    Measure(
        "dead", "dead", "share", "share of units with f′(z) = 0 on the whole batch", _F,
        "Units that let no gradient through for any example of the batch.", False,
        lambda view: share(view.slope.max(axis=-2, keepdims=True) == 0), long=True,
    ),
    Measure(
        "dead_window", "dead in the window", "share",
        "share of units with f′(z) = 0 on the last 512 training examples", _F,
        "Units that gave no gradient for anything the network has lately been taught.", False,
        lambda view: view.idle, costly=True,
    ),
    Measure(
        "weight_norm", "size of the weights", "", "‖W‖, Frobenius", "",
        "The yardstick of an update.", True, lambda view: view.weight_norm,
    ),
    Measure(
        "distance", "distance from the start", "", "‖W − W₀‖ / ‖W₀‖", "",
        "How far learning has moved the weights: a layer that receives no gradient stays.", True,
        lambda view: view.distance, costly=True, only="layers",
    ),
    Measure(
        "learned_slope", "learned slope α", "", "mean of α over the units",
        "He et al. 2015, eq. 1",
        "PReLU's slope left of zero: near 0 it has become a ReLU, near 1 the unit is linear.",
        False, lambda view: view.learned_slope, only="layers",
    ),
    Measure(
        "norm_scale", "scale γ of the normalization", "", "mean of γ over the units",
        "Ioffe and Szegedy 2015",
        "Begins at 1; where it falls, the layer turns its own signals down.", False,
        lambda view: view.norm_scale, only="layers",
    ),
    Measure(
        "norm_shift", "shift β of the normalization", "", "mean of β over the units",
        "Ioffe and Szegedy 2015",
        "Begins at 0; it moves the units along their activation function.", False,
        lambda view: view.norm_shift, only="layers",
    ),
    Measure(
        "update_ratio", "update to weight", "", "‖ΔW‖ / ‖W‖, for SGD η ‖∂L/∂W‖ / ‖W‖",
        "CS231n notes, Stanford",
        "About 10⁻³ is lively; below 10⁻⁶ the layer stands still.", True, update_ratio,
    ),
    Measure(
        "clip_factor", "left by clipping", "", "‖∂L/∂W‖ after clipping / before",
        "Pascanu, Mikolov and Bengio 2013",
        "Below 1 the layer's gradient was shortened before the update.", True,
        lambda view: view.clip_factor,
    ),
    Measure(
        "cosine", "cosine to the last gradient", "", "⟨g, g′⟩ / (‖g‖ ‖g′‖), weights' gradients",
        "McCandlish, Kaplan, Amodei et al. 2018",
        "Near 1 every batch says the same; near 0 each says something else.", False,
        lambda view: view.cosine,
    ),
    Measure(
        "effective_rank", "effective rank", "", "exp of the entropy of a's singular values",
        "Roy and Vetterli 2007",
        "In how many directions the examples of the batch differ at this layer's output.", False,
        lambda view: rank(view.a), costly=True,
    ),
    Measure(
        "jacobian_largest", "largest stretch from the inputs", "",
        "largest singular value of ∂a/∂x", _SAXE,
        "By how much the layers so far stretch the most sensitive direction of the input "
        "(watched example; a batch's mean and deviation held fixed).", True,
        lambda view: _stretch(view, 0), costly=True,
    ),
    Measure(
        "jacobian_smallest", "smallest stretch from the inputs", "",
        "smallest singular value of ∂a/∂x", _SAXE,
        "By how much they stretch the least sensitive direction.", True,
        lambda view: _stretch(view, -1), costly=True,
    ),
    Measure(
        "jacobian_condition", "condition from the inputs", "",
        "largest / smallest singular value of ∂a/∂x", _SAXE,
        "1: every direction alike; large: the input is squeezed flat.", True, _condition,
        costly=True,
    ),
    Measure(
        "zero_share", "exact zeros", "share", "share of ∂L/∂z = 0 exactly", _F,
        "Gradient entries that are gone for good: dead units, or underflow.", False,
        lambda view: share(view.delta == 0), long=True,
    ),
    Measure(
        "subnormal_share", "underflowing", "share", "share of 0 < |∂L/∂z| < smallest normal number",
        "IEEE 754", "Entries that have begun to lose digits on their way to zero.", False,
        _subnormal, long=True,
    ),
    Measure(
        "nonfinite_share", "not finite", "share", "share of ∂L/∂z that is NaN or infinite",
        "IEEE 754", "Overflow: these numbers are lost.", False,
        lambda view: share(~np.isfinite(view.delta)), long=True,
    ),
    Measure(
        "nonfinite_signal", "signal not finite", "share", "share of z or a that is NaN or infinite",
        "IEEE 754", "The forward signal has overflowed.", False,
        lambda view: share(~view.finite), long=True,
    ),
)  # fmt: skip
