"""What can be said of a layer in one number? Every measure with its definition and its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass

import numpy as np

from vgsim.compute import jacobian
from vgsim.compute.kernels.descent import weight_step
from vgsim.compute.tape import Tape
from vgsim.compute.view import Array, FloatArray, View, norm, rms, skew
from vgsim.parts.registry import Registry

NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Measure:
    """One number a layer. `unit` is empty for pure numbers; `logarithmic`: shown in decades.

    A costly one is computed only for those who look at it; NaN: it says nothing of this layer.
    """

    name: str
    label: str
    unit: str
    formula: str
    source: str
    help: str
    logarithmic: bool
    of: Callable[[View], float]
    costly: bool = False


def _update_ratio(view: View) -> float:
    tape, layer, training = view.tape, view.layer, view.tape.plan.training
    if training.optimizer == "sgd" and training.clipping == "none" and not training.weight_decay:
        frozen = tape.plan.layer(layer).frozen
        step = 0.0 if frozen else tape.learning_rate * view.weight_gradient_norm
    else:
        step = norm(weight_step(tape, layer))
    if view.weight_norm == 0:
        return 0.0 if step == 0 else float("inf")
    return step / view.weight_norm


def _clip_factor(view: View) -> float:
    training = view.tape.plan.training
    if training.clipping != "value":
        return float(view.tape.clipped[view.layer])
    gradient = view.tape.grad_weight(view.layer).astype(np.float64)
    if not np.abs(gradient).max() > training.clip_at:
        return 1.0
    return norm(np.clip(gradient, -training.clip_at, training.clip_at)) / norm(gradient)


def _saturated(view: View) -> float:
    if view.output:
        return 0.0
    own = view.tape.plan.layer(view.layer)
    if own.activation.kind in ("rectifier", "linear"):
        return 0.0
    return float((view.slope < own.threshold).mean())


def _subnormal(view: View) -> float:
    size = np.abs(view.delta)
    return float(((size > 0) & (size < view.tape.plan.smallest_gradient)).mean())


def _lost(view: View) -> float:
    finite = np.isfinite(view.z) & np.isfinite(view.a)
    return float((~finite).mean())


def _cosine(view: View) -> float:
    """Between this pass's gradient and that of the update before."""
    if not view.tape.previous:
        return NAN
    before = view.tape.previous[view.layer - 1]
    sizes = norm(before), view.weight_gradient_norm
    if not all(np.isfinite(size) and size > 0 for size in sizes):
        return NAN
    now = view.tape.grad_weight(view.layer).astype(np.float64)
    return float(np.vdot(before / sizes[0], now / sizes[1]))


def _skipped(view: View) -> float:
    skip = None if view.output else view.tape.grad_skip(view.layer)
    return NAN if skip is None else rms(skip.astype(np.float64)) * view.tape.batch


def _branched(view: View) -> float:
    skip = None if view.output else view.tape.grad_skip(view.layer)
    return NAN if skip is None else rms(view.arriving - skip) * view.tape.batch


def _norm_factor(view: View) -> float:
    plan, tape, layer = view.tape.plan, view.tape, view.layer
    if view.output or not plan.normalized:
        return NAN
    if plan.before:
        before, after = tape.grad_argument(layer), tape.grad_preactivation(layer)
        if plan.post and plan.layer(layer).source:
            before = tape.branch_scale(layer)[0] * before
    else:
        after = tape.grad_value(layer)
        before = tape.grad_activation(layer)
        if plan.layer(layer).source and not plan.post:
            before = tape.branch_scale(layer)[0] * before
        if plan.spec.dropout:
            before = before * tape.mask(layer)
    size = rms(before.astype(np.float64))
    return rms(after.astype(np.float64)) / size if size else NAN


def _effective_rank(view: View) -> float:
    """Exp of the entropy of the singular values, taken as shares of their sum."""
    if not np.isfinite(view.a).all():
        return NAN
    values = np.linalg.svd(view.a, compute_uv=False)
    total = values.sum()
    if total == 0:
        return 0.0
    shares = values[values > 0] / total
    return float(np.exp(-(shares * np.log(shares)).sum()))


def _dead_window(view: View) -> float:
    if view.output or view.tape.idle is None:
        return NAN
    return float(view.tape.idle[view.layer - 1])


def _values(view: View) -> Array:
    return jacobian.singular_values(view.tape, view.sample)[view.layer - 1]


def _condition(view: View) -> float:
    largest, smallest = _values(view)[[0, -1]]
    return float(largest / smallest) if smallest > 0 else float("inf") if largest > 0 else NAN


_F = "section F of the diagnostics"
_GLOROT = "Glorot and Bengio 2010"
_SAXE = "Saxe, McClelland and Ganguli 2013; Pennington, Schoenholz and Ganguli 2017"

MEASURES = Registry(
    Measure(
        "gradient_preactivation", "gradient at the preactivations", "",
        "G = rms over units and samples of ∂L_sample/∂z", "Hochreiter 1991",
        "The gradient by which vanishing is defined: how strongly the loss pulls at z.", True,
        lambda view: rms(view.delta) * view.tape.batch,
    ),
    Measure(
        "gradient_activation", "gradient at the activations", "",
        "rms over units and samples of ∂L_sample/∂a", _GLOROT,
        "Before it passes f′: how strongly the loss pulls at the layer's output.", True,
        lambda view: rms(view.arriving) * view.tape.batch,
    ),
    Measure(
        "gradient_weight", "gradient at the weights", "", "‖∂L/∂W‖, Frobenius", _GLOROT,
        "May stay flat while the gradient at z dies: it is multiplied by the signal.", True,
        lambda view: view.weight_gradient_norm,
    ),
    Measure(
        "gradient_bias", "gradient at the biases", "", "‖∂L/∂b‖", _GLOROT,
        "The sum of the gradient at z over the batch.", True,
        lambda view: norm(view.tape.grad_bias(view.layer)),
    ),
    Measure(
        "gradient_preactivation_norm", "norm of ∂L/∂z", "", "‖∂L/∂z‖ of the mean loss, Frobenius",
        _GLOROT, "Grows with the width and shrinks with the batch, unlike the rms.", True,
        lambda view: norm(view.delta),
    ),
    Measure(
        "gradient_activation_norm", "norm of ∂L/∂a", "", "‖∂L/∂a‖ of the mean loss, Frobenius",
        _GLOROT, "What arrives at the layer's output, all entries together.", True,
        lambda view: norm(view.arriving),
    ),
    Measure(
        "gradient_weight_rms", "rms of ∂L/∂W", "", "rms over the weights of ∂L/∂w", _GLOROT,
        "The gradient of a typical weight, whatever the layer's size.", True,
        lambda view: view.weight_gradient_norm / view.tape.weight(view.layer).size ** 0.5,
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
        "norm_factor", "factor of the normalization", "",
        "rms of the gradient behind the normalization / rms before it", "Yang et al. 2019",
        "By how much the gradient changes where signals are normalized.", True, _norm_factor,
    ),
    Measure(
        "preactivation_mean", "mean of z", "", "mean over units and samples of z", _GLOROT,
        "Where on the curve of f the layer sits.", False, lambda view: float(view.z.mean()),
    ),
    Measure(
        "preactivation_std", "deviation of z", "", "std over units and samples of z", _GLOROT,
        "How much of the curve of f the layer uses.", False, lambda view: float(view.z.std()),
    ),
    Measure(
        "preactivation_skew", "skew of z", "", "mean of ((z − mean) / std)³", "Pearson 1895",
        "Whether a few values lie far out on one side.", False, lambda view: skew(view.z),
    ),
    Measure(
        "activation_mean", "mean of a", "", "mean over units and samples of a", _GLOROT,
        "Far from zero it shifts the next layer as a whole.", False,
        lambda view: float(view.a.mean()),
    ),
    Measure(
        "activation_std", "deviation of a", "", "std over units and samples of a", _GLOROT,
        "Near zero the layer says the same about every example.", False,
        lambda view: float(view.a.std()),
    ),
    Measure(
        "activation_skew", "skew of a", "", "mean of ((a − mean) / std)³", "Pearson 1895",
        "Rectifiers cut one side off: what is left is skewed.", False, lambda view: skew(view.a),
    ),
    Measure(
        "saturated", "saturated", "share", "share of |f′(z)| < 0.1 sup|f′|", _F,
        "Units on the flat part of the curve. For ReLUs see inactive.", False, _saturated,
    ),
    Measure(
        "inactive", "inactive", "share", "share of f′(z) = 0", _F,
        "Units that let no gradient through, for this example.", False,
        lambda view: float((view.slope == 0).mean()),
    ),
    Measure(
        "dead", "dead", "share", "share of units with f′(z) = 0 on the whole batch", _F,
        "Units that let no gradient through for any example of the batch.", False,
        lambda view: float((view.slope.max(axis=0) == 0).mean()),
    ),
    Measure(
        "dead_window", "dead in the window", "share",
        "share of units with f′(z) = 0 on the last 512 training examples", _F,
        "Units that gave no gradient for anything the network has lately been taught.", False,
        _dead_window, costly=True,
    ),
    Measure(
        "weight_norm", "size of the weights", "", "‖W‖, Frobenius", "",
        "The yardstick of an update.", True, lambda view: view.weight_norm,
    ),
    Measure(
        "update_ratio", "update to weight", "", "‖ΔW‖ / ‖W‖, for SGD η ‖∂L/∂W‖ / ‖W‖",
        "CS231n notes, Stanford",
        "About 10⁻³ is lively; below 10⁻⁶ the layer stands still.", True, _update_ratio,
    ),
    Measure(
        "clip_factor", "left by clipping", "", "‖∂L/∂W‖ after clipping / before",
        "Pascanu, Mikolov and Bengio 2013",
        "Below 1 the layer's gradient was shortened before the update.", True, _clip_factor,
    ),
    Measure(
        "cosine", "cosine to the last gradient", "", "⟨g, g′⟩ / (‖g‖ ‖g′‖), weights' gradients",
        "McCandlish, Kaplan, Amodei et al. 2018",
        "Near 1 every batch says the same; near 0 each says something else.", False, _cosine,
    ),
    Measure(
        "effective_rank", "effective rank", "", "exp of the entropy of a's singular values",
        "Roy and Vetterli 2007",
        "In how many directions the examples of the batch differ at this layer's output.", False,
        _effective_rank, costly=True,
    ),
    Measure(
        "jacobian_largest", "largest stretch from the inputs", "",
        "largest singular value of ∂a/∂x", _SAXE,
        "By how much the layers so far stretch the most sensitive direction of the input "
        "(watched example; a batch's mean and deviation held fixed).", True,
        lambda view: float(_values(view)[0]), costly=True,
    ),
    Measure(
        "jacobian_smallest", "smallest stretch from the inputs", "",
        "smallest singular value of ∂a/∂x", _SAXE,
        "By how much they stretch the least sensitive direction.", True,
        lambda view: float(_values(view)[-1]), costly=True,
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
        lambda view: float((view.delta == 0).mean()),
    ),
    Measure(
        "subnormal_share", "underflowing", "share", "share of 0 < |∂L/∂z| < smallest normal number",
        "IEEE 754", "Entries that have begun to lose digits on their way to zero.", False,
        _subnormal,
    ),
    Measure(
        "nonfinite_share", "not finite", "share", "share of ∂L/∂z that is NaN or infinite",
        "IEEE 754", "Overflow: these numbers are lost.", False,
        lambda view: float((~np.isfinite(view.delta)).mean()),
    ),
    Measure(
        "nonfinite_signal", "signal not finite", "share", "share of z or a that is NaN or infinite",
        "IEEE 754", "The forward signal has overflowed.", False, _lost,
    ),
)  # fmt: skip
COSTLY = frozenset(name for name, entry in MEASURES.items() if entry.costly)


def measure(
    tape: Tape, costly: Set[str] = frozenset(), sample: int = 0
) -> Mapping[str, FloatArray]:
    """Every measure of every layer, (layers,) each, read-only, of the pass in the tape.

    Of the costly ones only those named; `sample` is the one whose Jacobian is asked for.
    """
    entries = [each for each in MEASURES.values() if not each.costly or each.name in costly]
    values = {entry.name: np.empty(tape.layers) for entry in entries}
    with np.errstate(all="ignore"):
        for layer in range(1, tape.layers + 1):
            view = View(tape, layer, sample)
            for entry in entries:
                values[entry.name][layer - 1] = entry.of(view)
    for row in values.values():
        row.setflags(write=False)
    return values
