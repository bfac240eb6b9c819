"""The NumPy counterpart of the kernels: computes the first picture and is their reference."""

from __future__ import annotations

import numpy as np

from vgsim.compute.arrays.batches import Batches
from vgsim.compute.arrays.random import dropped, pass_key
from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array
from vgsim.compute.reference import recurrent_twin as through_time
from vgsim.compute.reference.descent import descend
from vgsim.parts.activations import evaluate
from vgsim.parts.output_layer import loss_and_gradient, predict

SCANNED = 64  # networks of a scan that are computed at once


class Twin:
    """Forward pass, loss, backward pass and update in plain NumPy, layer by layer."""

    name = "numpy"

    def iterate(
        self, tape: Tape | RecurrentTape, *, update: bool, histograms: bool = False
    ) -> float:
        """Run one pass over the batch in the tape, keep all gradients there and return the loss.

        With `update`, all parameters then take one step at the tape's learning rate. The gradients
        in the tape remain those from before the step. `histograms` has no effect here.
        """
        with np.errstate(all="ignore"):
            if isinstance(tape, RecurrentTape):
                return through_time.iterate(tape, update=update)
            for layer in range(1, tape.layers + 1):
                forward_layer(tape, layer, train=update)
            _backward(tape)
            descend(tape, update=update)
        return tape.loss

    def learn(self, tape: Tape, batches: Batches) -> Array:
        """See `Engine`."""
        losses = np.empty(len(batches.rates))
        for k, chosen in enumerate(batches.chosen):
            tape.activation(0)[...] = batches.x[chosen]
            tape.target()[...] = batches.targets[chosen]
            tape.step, tape.learning_rate = batches.step + k, float(batches.rates[k])
            losses[k] = self.iterate(tape, update=True)
        return losses

    def forward(self, tape: Tape | RecurrentTape) -> None:
        """Run the forward pass only."""
        with np.errstate(all="ignore"):
            if isinstance(tape, RecurrentTape):
                through_time.forward(tape)
                return
            for layer in range(1, tape.layers + 1):
                forward_layer(tape, layer)

    def scan(self, tape: Tape, examples: int, weights: Array, biases: Array) -> Array:
        """See `Engine`."""
        with np.errstate(all="ignore"):
            chunks = range(0, len(weights), SCANNED)
            parts = [
                _scan(tape, examples, weights[k : k + SCANNED], biases[k : k + SCANNED])
                for k in chunks
            ]
            return np.concatenate(parts, axis=1)


def forward_layer(tape: Tape, layer: int, *, train: bool = False) -> None:
    """Run the forward pass of one layer, stage by stage (see `vgsim.compute.arrays.layout`).

    With `train`, batch norm also updates its running statistics.
    """
    plan, rounded = tape.plan, tape.plan.format.rounded
    z = rounded(tape.activation(layer - 1) @ tape.weight(layer).T + tape.bias(layer))
    tape.preactivation(layer)[...] = z
    if layer == tape.layers:
        tape.activation(layer)[...] = rounded(predict(z, plan.output))
        return
    own = plan.layer(layer)
    factor = tape.branch_scale(layer)[0]
    argument = _normalize(tape, layer, z, train) if plan.before else z
    if own.source and plan.post:
        tape.branch(layer)[...] = argument
        argument = rounded(tape.activation(own.source) + factor * argument)
    tape.argument(layer)[...] = argument
    slopes = tape.alpha(layer) if own.slopes else own.p
    out, derivative = evaluate(own.activation, argument, alpha=slopes)
    out = rounded(out)
    tape.derivative(layer)[...] = derivative
    tape.value(layer)[...] = out
    if plan.after:
        out = _normalize(tape, layer, out, train)
    if plan.spec.dropout:
        probability = plan.spec.dropout
        removed = dropped(pass_key(plan.seed, tape.step), layer, out.shape, probability)
        tape.mask(layer)[...] = np.where(removed, 0, 1 / (1 - plan.dtype(probability)))
        out = rounded(out * tape.mask(layer))
    if own.source and not plan.post:
        tape.branch(layer)[...] = out
        out = rounded(tape.activation(own.source) + factor * out)
    tape.activation(layer)[...] = out


def _normalize(tape: Tape, layer: int, x: Array, train: bool) -> Array:
    """Return γ n + β; n and 1/√(var + ε) are stored in the tape."""
    plan = tape.plan
    mean, variance = plan.normalization.moments(x)
    inverse = 1 / np.sqrt(variance + plan.dtype(plan.epsilon))
    normal = (x - mean) * inverse
    tape.normalized(layer)[...] = normal
    tape.inverse_std(layer)[...] = inverse.ravel()
    if train and plan.normalization.in_batches:
        unbiased = variance * tape.batch / (tape.batch - 1)
        weight = plan.spec.norm_momentum
        for kept, new in zip(tape.running(layer), (mean, unbiased), strict=True):
            kept[...] = (1 - weight) * kept + weight * np.ravel(new)
    return plan.format.rounded(tape.gamma(layer) * normal + tape.beta(layer))


def _normalize_back(tape: Tape, layer: int, arriving: Array) -> Array:
    """Return dL/dx of the normalization from dL/d(its result); store the gradients of γ and β."""
    normalization, normal = tape.plan.normalization, tape.normalized(layer)
    tape.grad_gamma(layer)[...] = (arriving * normal).sum(axis=0)
    tape.grad_beta(layer)[...] = arriving.sum(axis=0) if normalization.shifts else 0
    inverse = tape.inverse_std(layer)
    inverse = inverse[None, :] if normalization.in_batches else inverse[:, None]
    return normalization.backward(arriving * tape.gamma(layer), normal, inverse)


def _backward(tape: Tape) -> None:
    plan, rounded = tape.plan, tape.plan.format.rounded
    top, loss_scale = tape.layers, tape.plan.spec.loss_scale
    tape.exponents[...] = 0
    target = tape.target()
    tape.loss, gradient = loss_and_gradient(
        tape.preactivation(top), target, plan.output, plan.loss, plan.factors(target)
    )
    tape.grad_preactivation(top)[...] = rounded(np.ldexp(gradient, loss_scale))
    for layer in range(top, 0, -1):
        if layer < top:
            _through_layer(tape, layer)
        delta = tape.grad_preactivation(layer)
        tape.grad_weight(layer)[...] = rounded(delta.T @ tape.activation(layer - 1))
        tape.grad_bias(layer)[...] = rounded(delta.sum(axis=0))
        if layer < top and plan.biases_cancel:
            tape.grad_bias(layer)[...] = 0
    tape.exponents[...] = -loss_scale


def _through_layer(tape: Tape, layer: int) -> None:
    """Propagate dL/dz of the next layer to dL/dz of this one, stage by stage."""
    plan, rounded = tape.plan, tape.plan.format.rounded
    own = plan.layer(layer)
    factor = tape.branch_scale(layer)[0]
    arriving = rounded(tape.grad_preactivation(layer + 1) @ tape.weight(layer + 1))
    skip = tape.grad_skip(layer)
    if skip is not None:
        arriving = rounded(arriving + skip)
    tape.grad_activation(layer)[...] = arriving
    if own.source and not plan.post:
        tape.grad_branch_scale(layer)[...] = (arriving * tape.branch(layer)).sum()
        arriving = factor * arriving
    if plan.spec.dropout:
        arriving = arriving * tape.mask(layer)
    if plan.after:
        arriving = _normalize_back(tape, layer, arriving)
    arriving = rounded(arriving)
    tape.grad_value(layer)[...] = arriving
    if own.activation.learned:
        _slope_gradient(tape, layer, arriving)
    arriving = rounded(arriving * tape.derivative(layer))
    tape.grad_argument(layer)[...] = arriving
    if own.source and plan.post:
        tape.grad_branch_scale(layer)[...] = (arriving * tape.branch(layer)).sum()
        arriving = factor * arriving
    if plan.before:
        arriving = _normalize_back(tape, layer, arriving)
    tape.grad_preactivation(layer)[...] = rounded(arriving)


def _slope_gradient(tape: Tape, layer: int, arriving: Array) -> None:
    """dL/dα = sum of dL/dh u over the batch where u <= 0, per unit or summed over the layer."""
    u = tape.argument(layer)
    summed = (np.where(u > 0, 0, u) * arriving).sum(axis=0)
    tape.grad_alpha(layer)[...] = summed if tape.plan.spec.per_unit else summed.sum()


def _scan(tape: Tape, examples: int, weights: Array, biases: Array) -> Array:
    """Scan a chunk of networks: see `Engine.scan`.

    Signals are (networks, examples, n). In every layer, gradients are divided by their largest
    magnitude, so that they cannot underflow or overflow; `log_peaks` sums their logarithms.
    """
    plan, top = tape.plan, tape.layers
    s, t = (np.asarray(each, plan.dtype)[:, None, None] for each in (weights, biases))
    signal = tape.activation(0)[None, :examples]
    slopes, found = [], np.empty((4, len(weights)))
    for layer in range(1, top + 1):
        z = s * (signal @ tape.weight(layer).T) + t * tape.bias(layer)
        if layer == 1:
            found[2] = _log_rms(z)
        if layer == top - 1:
            found[3] = _log_rms(z)
        if layer < top:
            own = plan.layer(layer)
            alpha = tape.alpha(layer) if own.slopes else own.p
            signal, slope = evaluate(own.activation, z, alpha=alpha)
            slopes.append(slope)
    targets = np.tile(tape.target()[:examples], (len(weights), 1))
    rows = z.reshape(-1, z.shape[-1])
    factors = plan.factors(targets)
    gradient = loss_and_gradient(rows, targets, plan.output, plan.loss, factors)[1].reshape(z.shape)
    gradient, log_peaks = gradient * len(weights), np.zeros(len(weights))
    for layer in range(top - 1, 0, -1):
        gradient = s * (gradient @ tape.weight(layer + 1)) * slopes[layer - 1]
        peak = np.abs(gradient).max(axis=(1, 2), keepdims=True)
        peak[~(np.isfinite(peak) & (peak > 0))] = 1
        gradient, log_peaks = gradient / peak, log_peaks + np.log10(peak[:, 0, 0])
        if layer == top - 1:
            found[1] = _log_rms(gradient) + log_peaks
        if layer == 1:
            found[0] = _log_rms(gradient) + log_peaks
    return found


def _log_rms(x: Array) -> Array:
    """Return log10 of the root mean square of every network's signal."""
    return np.asarray(0.5 * np.log10(np.square(x, dtype=np.float64).mean(axis=(1, 2))))
