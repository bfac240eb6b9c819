"""What can be said of a layer in one number? Every measure with its definition and its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

import numpy as np

from vgsim.compute.arrays.tape import Tape
from vgsim.compute.traces.layer_view import LayerView, bounded
from vgsim.compute.traces.view import (
    AXES,
    NAN,
    Array,
    CarriedPath,
    FloatArray,
    Value,
    View,
    rank,
    rms,
    skew,
)
from vgsim.parts.registry import Registry

Scope = Literal["all", "layers", "recurrent", "gated", "bounded"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One number a layer. `unit` is empty for pure numbers; `logarithmic`: shown in decades.

    A costly one is computed only for those who look at it; NaN: it says nothing of this layer.
    `only`: for networks whose layers differ, that run through time, keep a state by a gate, or have
    a bound.
    """

    name: str
    label: str
    unit: str
    formula: str
    source: str
    help: str
    logarithmic: bool
    of: Callable[[View], Value]
    costly: bool = False
    only: Scope = "all"
    long: bool = False  # costly over many steps, so for recurrent networks computed if looked at


def update_ratio(view: View) -> float:
    step = view.update_norm
    if view.weight_norm == 0:
        return 0.0 if step == 0 else float("inf")
    return step / view.weight_norm


def _root(x: FloatArray) -> float:
    """Of the number of entries: from an rms to a Frobenius norm."""
    return float(np.sqrt(x.shape[-1] * x.shape[-2]))


def _subnormal(view: View) -> Value:
    size = np.abs(view.delta)
    return share((size > 0) & (size < view.smallest))


def _skipped(view: View) -> Value:
    skip = view.skip
    return NAN if skip is None else rms(skip) * view.batch


def _branched(view: View) -> Value:
    skip = view.skip
    return NAN if skip is None else rms(view.arriving - skip) * view.batch


def _stretch(view: View, place: int) -> float:
    values = view.stretches
    return NAN if values is None else float(values[place])


def _end(values: FloatArray | None, place: int) -> float:
    return NAN if values is None else float(values[place])


def _condition(view: View) -> float:
    largest, smallest = _stretch(view, 0), _stretch(view, -1)
    return largest / smallest if smallest > 0 else float("inf") if largest > 0 else NAN


def _along(view: View, of: Callable[[CarriedPath], Value]) -> Value:
    path = view.path
    return NAN if path is None else of(path)


def _multiplied(path: CarriedPath) -> Value:
    """At the last step the gradient that is there; before it, times the gates' means."""
    kept = np.asarray(mean(path.gate))
    later = np.append(np.cumprod(kept[:0:-1])[::-1], 1.0)
    return rms(path.whole[-1]) * later


def mean(x: FloatArray) -> Value:
    return np.asarray(x.mean(axis=AXES))[()]


def deviation(x: FloatArray) -> Value:
    return np.asarray(x.std(axis=AXES))[()]


def share(x: Array) -> Value:
    """How many of the entries are true."""
    return np.asarray(x.mean(axis=AXES))[()]


_F = "section F of the diagnostics"
_LSTM = "Hochreiter and Schmidhuber 1997"
_GLOROT = "Glorot and Bengio 2010"
_SAXE = "Saxe, McClelland and Ganguli 2013; Pennington, Schoenholz and Ganguli 2017"

MEASURES = Registry(
    Measure(
        "gradient_preactivation", "gradient at the preactivations", "",
        "G = rms over units and samples of ∂L_sample/∂z", "Hochreiter 1991",
        "The gradient by which vanishing is defined: how strongly the loss pulls at z.", True,
        lambda view: view.delta_rms * view.batch, long=True,
    ),
    Measure(
        "gradient_activation", "gradient at the activations", "",
        "rms over units and samples of ∂L_sample/∂a", _GLOROT,
        "Before it passes f′: how strongly the loss pulls at the layer's output.", True,
        lambda view: view.arriving_rms * view.batch,
    ),
    Measure(
        "gradient_weight", "gradient at the weights", "", "‖∂L/∂W‖, Frobenius", _GLOROT,
        "May stay flat while the gradient at z dies: it is multiplied by the signal.", True,
        lambda view: view.weight_gradient_norm,
    ),
    Measure(
        "gradient_bias", "gradient at the biases", "", "‖∂L/∂b‖", _GLOROT,
        "The sum of the gradient at z over the batch.", True,
        lambda view: view.bias_gradient_norm,
    ),
    Measure(
        "gradient_preactivation_norm", "norm of ∂L/∂z", "", "‖∂L/∂z‖ of the mean loss, Frobenius",
        _GLOROT, "Grows with the width and shrinks with the batch, unlike the rms.", True,
        lambda view: view.delta_rms * _root(view.delta), long=True,
    ),
    Measure(
        "gradient_activation_norm", "norm of ∂L/∂a", "", "‖∂L/∂a‖ of the mean loss, Frobenius",
        _GLOROT, "What arrives at the layer's output, all entries together.", True,
        lambda view: view.arriving_rms * _root(view.arriving), long=True,
    ),
    Measure(
        "gradient_weight_rms", "rms of ∂L/∂W", "", "rms over the weights of ∂L/∂w", _GLOROT,
        "The gradient of a typical weight, whatever the layer's size.", True,
        lambda view: view.weight_gradient_norm / view.weights**0.5,
    ),
    Measure(
        "gradient_skip", "gradient along the skip", "",
        "rms of the part of ∂L_sample/∂a that came along a skip", "He, Zhang, Ren and Sun 2016",
        "The second way home: what reaches the layer where a skip begins, past the layers.", True,
        _skipped,
    ),
    Measure(
        "gradient_branch", "gradient through the branch", "",
        "rms of the part of ∂L_sample/∂a that came through the next layers",
        "He, Zhang, Ren and Sun 2016",
        "What reaches the layer where a skip begins, through the layers the skip leads around.",
        True, _branched,
    ),
    Measure(
        "gradient_carried", "gradient at the kept state", "",
        "rms of ∂L_sample/∂c_t (GRU: ∂L_sample/∂h_t)", _LSTM,
        "What reaches the state that a gate keeps, by all ways.", True,
        lambda view: _along(view, lambda path: rms(path.whole) * view.batch), only="gated",
    ),
    Measure(
        "gradient_carousel", "through the kept state alone", "",
        "rms of the part of ∂L_sample/∂c_t that only forget gates have multiplied", _LSTM,
        "The constant error carousel: a floor under what arrives.", True,
        lambda view: _along(view, lambda path: rms(path.alone) * view.batch), only="gated",
    ),
    Measure(
        "gradient_gates", "through gates and weights", "",
        "rms of the rest of ∂L_sample/∂c_t", _LSTM,
        "What took at least one turn through a gate and the recurrent weights.", True,
        lambda view: _along(view, lambda path: rms(path.whole - path.alone) * view.batch),
        only="gated",
    ),
    Measure(
        "forget_product", "forget gate's mean, multiplied", "",
        "rms of ∂L_sample/∂c_T · Π mean f_s over the steps s after t",
        "Gers, Schmidhuber and Cummins 2000",
        "Where the gradient would be if every unit kept as much as the mean unit.", True,
        lambda view: _along(view, _multiplied) * view.batch, only="gated",
    ),
    Measure(
        "forget_gate", "forget gate", "", "mean over units and samples of f_t (GRU: z_t)",
        "Gers, Schmidhuber and Cummins 2000",
        "The share of the state that is kept at this step.", False,
        lambda view: _along(view, lambda path: mean(path.gate)), only="gated",
    ),
    Measure(
        "gradient_bound", "worst case", "",
        "rms of the last ∂L_sample/∂z or ∂L_sample/∂h · Π ‖W‖₂ sup|f′|",
        "Pascanu, Mikolov and Bengio 2013",
        "The gradient cannot lie above this line; it may lie far below.", True,
        lambda view: view.bound * view.batch, only="bounded", long=True,
    ),
    Measure(
        "gradient_weight_step", "weights' gradient by step", "",
        "‖Σ_samples δ_t [h_{t−1}, x_t]ᵀ‖, Frobenius", "Werbos 1990",
        "The part of ∂L/∂W that this step gives; all steps share W, and the parts are added.",
        True, lambda view: view.step_weight_gradient, costly=True, only="recurrent",
    ),
    Measure(
        "gradient_factor", "factor of a layer", "",
        "rms of ∂L/∂z of this layer / of the next one", "Hochreiter 1991",
        "What one layer does to the gradient on its way back: the product of the factors below.",
        True, lambda view: view.factors.whole, only="layers",
    ),
    Measure(
        "factor_weights", "factor of the weights", "",
        "rms of Wᵀδ / rms of δ, W and δ of the next layer", "Hochreiter 1991",
        "How much the next layer's weights stretch this very gradient.", True,
        lambda view: view.factors.weights, only="layers",
    ),
    Measure(
        "factor_activation", "factor of the activation", "",
        "rms of f′(u)·∂L/∂f / rms of ∂L/∂f", "Hochreiter 1991",
        "The slopes of f, weighted by the gradient that meets them; of sigmoid at most 0.25.", True,
        lambda view: view.factors.activation, only="layers",
    ),
    Measure(
        "factor_skip", "factor of the skip", "",
        "rms of ∂L/∂a with what came along the skip / without it", "He, Zhang, Ren and Sun 2016",
        "How much larger the gradient is for its second way home.", True,
        lambda view: view.factors.skip, only="layers",
    ),
    Measure(
        "factor_scale", "factor of α and dropout", "",
        "rms behind the branch's factor and the mask / before them", "De and Smith 2020",
        "What the branch's α and dropout's mask leave of the gradient.", True,
        lambda view: view.factors.scale, only="layers",
    ),
    Measure(
        "alike", "units alike", "share",
        "share of units with the weights, in and out, and the bias of another one",
        "Goodfellow, Bengio and Courville 2016, 8.4",
        "Such units receive the same gradient and stay alike, unless dropout parts them.", False,
        lambda view: view.alike, costly=True, only="layers",
    ),
    Measure(
        "weights_largest", "largest stretch of the weights", "",
        "largest singular value of the next layer's W", _SAXE,
        "The most that the weights could stretch any gradient here.", True,
        lambda view: _end(view.weights_ahead, 0), costly=True, only="layers",
    ),
    Measure(
        "weights_smallest", "smallest stretch of the weights", "",
        "smallest singular value of the next layer's W", _SAXE,
        "The least; near zero some directions are lost.", True,
        lambda view: _end(view.weights_ahead, -1), costly=True, only="layers",
    ),
    Measure(
        "slope_rms", "rms of f′", "", "rms over units and samples of f′(u)", "Hochreiter 1991",
        "The slopes for themselves, whatever gradient meets them.", True,
        lambda view: rms(view.slope), only="layers",
    ),
    Measure(
        "norm_factor", "factor of the normalization", "",
        "rms of the gradient behind the normalization / rms before it", "Yang et al. 2019",
        "By how much the gradient changes where signals are normalized.", True,
        lambda view: view.norm_factor,
    ),
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
COSTLY = frozenset(name for name, entry in MEASURES.items() if entry.costly or entry.long)


def measure(
    tape: Tape, costly: Set[str] = frozenset(), sample: int = 0
) -> Mapping[str, FloatArray]:
    """Every measure of every layer, (layers,) each, read-only, of the pass in the tape.

    Of the costly ones only those named; `sample` is the one whose Jacobian is asked for.
    """
    sizes: dict[int, float] = {}
    views = (LayerView(tape, layer, sample, sizes) for layer in range(1, tape.layers + 1))
    scopes: set[Scope] = {"all", "layers"}
    if "gradient_bound" in costly and bounded(tape):
        scopes.add("bounded")
    return measured(views, [1] * tape.layers, costly, scopes)


def measured(
    views: Iterable[View], counts: Sequence[int], costly: Set[str], scopes: Set[Scope]
) -> dict[str, FloatArray]:
    """The measures of these scopes of places in their order; each place fills so many entries."""
    through_time = "recurrent" in scopes
    entries = [
        each
        for each in MEASURES.values()
        if each.only in scopes
        and (each.name in costly or not (each.costly or (each.long and through_time)))
    ]
    values = {entry.name: np.empty(sum(counts)) for entry in entries}
    start = 0
    with np.errstate(all="ignore"):
        for view, count in zip(views, counts, strict=True):
            for entry in entries:
                values[entry.name][start : start + count] = entry.of(view)
            start += count
    for row in values.values():
        row.setflags(write=False)
    return values
