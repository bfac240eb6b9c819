"""Measures of the gradient: its size in every layer or step, and the factors between them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from vgsim.compute.arrays.types import FloatArray
from vgsim.compute.traces.measure import Measure, SignalMeasure, mean
from vgsim.compute.traces.view import NAN, StatePath, Value, View, rms
from vgsim.words.language import tr


def _root(x: FloatArray) -> float:
    """Return √(number of entries), the factor from an rms to a Frobenius norm."""
    return float(np.sqrt(x.shape[-1] * x.shape[-2]))


def _skipped(view: View) -> Value:
    skip = view.skip
    return NAN if skip is None else rms(skip) * view.batch


def _branched(view: View) -> Value:
    skip = view.skip
    return NAN if skip is None else rms(view.arriving - skip) * view.batch


def _end(values: FloatArray | None, place: int) -> float:
    return NAN if values is None else float(values[place])


def _of_path(view: View, of: Callable[[StatePath], Value]) -> Value:
    path = view.path
    return NAN if path is None else of(path)


def _gate_product(path: StatePath) -> Value:
    """Return the last step's gradient, multiplied by the mean gates back to each earlier step."""
    kept = np.asarray(mean(path.gate))
    later = np.append(np.cumprod(kept[:0:-1])[::-1], 1.0)
    return rms(path.whole[-1]) * later


_LSTM = "Hochreiter and Schmidhuber 1997"
_GLOROT = "Glorot and Bengio 2010"
_SAXE = "Saxe, McClelland and Ganguli 2013; Pennington, Schoenholz and Ganguli 2017"

GRADIENTS = (
    Measure(
        "gradient_preactivation", tr("gradient at the preactivations"), "",
        tr("G = rms over units and examples of ∂L_example/∂z"), "Hochreiter 1991",
        tr("The gradient that defines vanishing: how much the loss changes with z."), True,
        lambda view: view.delta_rms * view.batch, long=True,
    ),
    Measure(
        "gradient_activation", tr("gradient at the activations"), "",
        tr("rms over units and examples of ∂L_example/∂a"), _GLOROT,
        tr("How much the loss changes with the layer's output, before the slope f′ is applied."),
        True,
        lambda view: view.arriving_rms * view.batch,
    ),
    Measure(
        "gradient_weight", tr("gradient at the weights"), "", tr("‖∂L/∂W‖, Frobenius"), _GLOROT,
        tr("Can stay flat while the gradient at z vanishes: it is multiplied by the signal."), True,
        lambda view: view.weight_gradient_norm,
    ),
    Measure(
        "gradient_bias", tr("gradient at the biases"), "", "‖∂L/∂b‖", _GLOROT,
        tr("The mean over the batch of the gradient at z."), True,
        lambda view: view.bias_gradient_norm,
    ),
    Measure(
        "gradient_preactivation_norm", tr("norm of ∂L/∂z"), "",
        tr("‖∂L/∂z‖ of the mean loss, Frobenius"), _GLOROT,
        tr("Grows with the width and shrinks with the batch, unlike the rms."), True,
        lambda view: view.delta_rms * _root(view.delta), long=True,
    ),
    Measure(
        "gradient_activation_norm", tr("norm of ∂L/∂a"), "",
        tr("‖∂L/∂a‖ of the mean loss, Frobenius"), _GLOROT,
        tr("The gradient at the layer's output, all entries together."), True,
        lambda view: view.arriving_rms * _root(view.arriving), long=True,
    ),
    Measure(
        "gradient_weight_rms", tr("rms of ∂L/∂W"), "", tr("rms over the weights of ∂L/∂w"), _GLOROT,
        tr("The gradient of a typical weight, independent of the layer's size."), True,
        lambda view: view.weight_gradient_norm / view.weights**0.5,
    ),
    Measure(
        "gradient_skip", tr("gradient along the skip"), "",
        tr("rms of the part of ∂L_example/∂a that came along a skip"),
        "He, Zhang, Ren and Sun 2016",
        tr("At the layer where a skip begins: the part that comes along the skip."), True,
        _skipped,
    ),
    Measure(
        "gradient_branch", tr("gradient through the branch"), "",
        tr("rms of the part of ∂L_example/∂a that came through the next layers"),
        "He, Zhang, Ren and Sun 2016",
        tr("At the layer where a skip begins: the part that comes through the bypassed layers."),
        True, _branched,
    ),
    Measure(
        "gradient_carried", tr("gradient at the cell state"), "",
        tr("rms of ∂L_example/∂c_t (GRU: ∂L_example/∂h_t)"), _LSTM,
        tr("The whole gradient at the state that the gates carry from step to step."), True,
        lambda view: _of_path(view, lambda path: rms(path.whole) * view.batch), only="gated",
    ),
    Measure(
        "gradient_carousel", tr("through the cell state only"), "",
        tr("rms of the part of ∂L_example/∂c_t that only forget gates have multiplied"), _LSTM,
        tr("The constant error carousel: the part multiplied by forget gates only."), True,
        lambda view: _of_path(view, lambda path: rms(path.alone) * view.batch), only="gated",
    ),
    Measure(
        "gradient_gates", tr("through gates and weights"), "",
        tr("rms of the rest of ∂L_example/∂c_t"), _LSTM,
        tr("The part that passed at least once through a gate and the recurrent weights."), True,
        lambda view: _of_path(view, lambda path: rms(path.whole - path.alone) * view.batch),
        only="gated",
    ),
    Measure(
        "forget_product", tr("product of the mean gates"), "",
        tr("rms of ∂L_example/∂c_T · Π mean f_s over the steps s after t"),
        "Gers, Schmidhuber and Cummins 2000",
        tr("What the gradient would be if every unit kept as much as the average unit."), True,
        lambda view: _of_path(view, _gate_product) * view.batch, only="gated",
    ),
    Measure(
        "forget_gate", tr("forget gate"), "",
        tr("mean over units and examples of f_t (GRU: z_t)"),
        "Gers, Schmidhuber and Cummins 2000",
        tr("The fraction of the state that is kept at this step."), False,
        lambda view: _of_path(view, lambda path: mean(path.gate)), only="gated",
    ),
    Measure(
        "gradient_bound", tr("upper bound"), "",
        tr("rms of the last ∂L_example/∂z or ∂L_example/∂h · Π ‖W‖₂ sup|f′|"),
        "Pascanu, Mikolov and Bengio 2013",
        tr("The gradient is never above this line; it can be far below."), True,
        lambda view: view.bound * view.batch, only="bounded", long=True,
    ),
    Measure(
        "gradient_weight_step", tr("gradient at the weights, by step"), "",
        tr("‖Σ_examples δ_t [h_{t−1}, x_t]ᵀ‖, Frobenius"), "Werbos 1990",
        tr("This step's part of ∂L/∂W; all steps share W, so their parts are added."),
        True, lambda view: view.step_weight_gradient, costly=True, only="recurrent",
    ),
    Measure(
        "gradient_factor", tr("factor of a layer"), "",
        tr("rms of ∂L/∂z of this layer / of the next one"), "Hochreiter 1991",
        tr("The number by which one layer multiplies the gradient: the product of the factors "
           "below."),
        True, lambda view: view.factors.whole, only="layers",
    ),
    Measure(
        "factor_weights", tr("factor of the weights"), "",
        tr("rms of Wᵀδ / rms of δ, W and δ of the next layer"), "Hochreiter 1991",
        tr("The number by which the next layer's weights multiply the length of this gradient."),
        True,
        lambda view: view.factors.weights, only="layers",
    ),
    Measure(
        "factor_activation", tr("factor of the activation"), "",
        tr("rms of f′(u)·∂L/∂f / rms of ∂L/∂f"), "Hochreiter 1991",
        tr("The slopes of f, weighted by the gradient at each unit; at most 0.25 for sigmoid."),
        True, lambda view: view.factors.activation, only="layers",
    ),
    Measure(
        "factor_skip", tr("factor of the skip"), "",
        tr("rms of ∂L/∂a with the part along the skip / without that part"),
        "He, Zhang, Ren and Sun 2016",
        tr("The number by which the skip multiplies the gradient."), True,
        lambda view: view.factors.skip, only="layers",
    ),
    Measure(
        "factor_scale", tr("factor of α and dropout"), "",
        tr("rms of the gradient after the branch's factor and the mask / before them (in the "
           "backward pass)"), "De and Smith 2020",
        tr("The number by which the branch's α and dropout's mask multiply the gradient."), True,
        lambda view: view.factors.scale, only="layers",
    ),
    Measure(
        "alike", tr("identical units"), "share",
        tr("fraction of units with the same weights, in and out, and bias as another unit"),
        "Goodfellow, Bengio and Courville 2016, 8.4",
        tr("Identical units get the same gradient and stay identical unless dropout separates "
           "them."), False,
        lambda view: view.identical_units, costly=True, only="layers",
    ),
    Measure(
        "weights_largest", tr("largest singular value of W"), "",
        tr("largest singular value of the next layer's W"), _SAXE,
        tr("The largest factor by which the weights can lengthen a gradient."), True,
        lambda view: _end(view.next_singular_values, 0), costly=True, only="layers",
    ),
    Measure(
        "weights_smallest", tr("smallest singular value of W"), "",
        tr("smallest singular value of the next layer's W"), _SAXE,
        tr("The smallest factor; near zero the gradient is lost in some directions."), True,
        lambda view: _end(view.next_singular_values, -1), costly=True, only="layers",
    ),
    SignalMeasure(
        "slope_rms", tr("rms of f′"), "", tr("rms over units and examples of f′(u)"),
        "Hochreiter 1991",
        tr("The slopes alone, not weighted by the gradient."), True,
        lambda view: rms(view.slope), only="layers",
    ),
    Measure(
        "norm_factor", tr("factor of the normalization"), "",
        tr("rms of the gradient after the normalization / before it (in the backward pass)"),
        "Yang et al. 2019",
        tr("The number by which the normalization multiplies the gradient."), True,
        lambda view: view.norm_factor,
    ),
)  # fmt: skip
