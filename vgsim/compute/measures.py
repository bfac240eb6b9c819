"""What can be said of a layer in one number? Every measure with its definition and its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.kernels.descent import weight_step
from vgsim.compute.tape import Tape
from vgsim.parts.registry import Registry

Array = NDArray[Any]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Block:
    """A run of layers of equal shape, so that one NumPy call measures all of them.

    Signals are (layers, batch, n) of layers first ... first + count - 1; gradients are those of
    the mean loss, in float64.
    """

    tape: Tape
    first: int
    count: int

    @property
    def output(self) -> bool:
        """Whether this is the output layer (it has no activation of the catalogue)."""
        return self.first == self.tape.layers

    def _stack(self, view: Callable[[int], Array]) -> FloatArray:
        layers = range(self.first, self.first + self.count)
        return np.array([view(layer) for layer in layers], dtype=np.float64)

    def _real(self, view: Callable[[int], Array], row: int) -> FloatArray:
        """Gradients at their true size, in float64 whatever the network's format."""
        stored = self._stack(view)
        exponents = self.tape.exponents[row, self.first : self.first + self.count]
        return np.ldexp(stored, exponents[:, None, None]) if exponents.any() else stored

    def preactivation(self) -> FloatArray:
        return self._stack(self.tape.preactivation)

    def activation(self) -> FloatArray:
        return self._stack(self.tape.activation)

    def derivative(self) -> FloatArray:
        """|f'(z)|; of the output layer, which no measure of saturation concerns, ones."""
        if self.output:
            return np.ones((1, self.tape.batch, int(self.tape.widths[-1])))
        return np.abs(self._stack(self.tape.derivative))

    def grad_preactivation(self) -> FloatArray:
        return self._real(lambda layer: self.tape.stored("dz", layer), 0)

    def grad_activation(self) -> FloatArray:
        """dL/da; of the output layer dL/dz, by which its gradient enters the network."""
        if self.output:
            return self.grad_preactivation()
        return self._real(lambda layer: self.tape.stored("da", layer), 1)


def blocks(tape: Tape) -> Iterator[Block]:
    """All layers, in order; the output layer alone."""
    first = 1
    for layer in range(2, tape.layers + 1):
        if layer == tape.layers or tape.widths[layer] != tape.widths[first]:
            yield Block(tape, first, layer - first)
            first = layer
    yield Block(tape, first, 1)


def _rms(x: FloatArray) -> FloatArray:
    """Root mean square over the last two axes, safe from overflow and underflow of squares."""
    peak = np.abs(x).max(axis=(1, 2))
    scale = np.where(np.isfinite(peak) & (peak > 0), peak, 1.0)
    scaled = x / scale[:, None, None]
    return np.asarray(scale * np.sqrt(np.mean(scaled * scaled, axis=(1, 2))))


def _norm(matrix: Array) -> float:
    """Frobenius norm, safe from overflow and underflow of squares."""
    values = matrix.astype(np.float64)
    peak = float(np.abs(values).max())
    if not np.isfinite(peak) or peak == 0:
        return peak
    return peak * float(np.sqrt(np.sum(np.square(values / peak))))


@dataclass(frozen=True, slots=True)
class Measure:
    """One number a layer. `unit` is empty for pure numbers; `logarithmic`: shown in decades."""

    name: str
    label: str
    unit: str
    formula: str
    source: str
    help: str
    logarithmic: bool
    of_signals: Callable[[Block], FloatArray] | None = None  # (layers,) of a block
    of_layer: Callable[[Tape, int], float] | None = None  # of one layer's parameters


def _update_ratio(tape: Tape, layer: int) -> float:
    norm, training = _norm(tape.weight(layer)), tape.plan.training
    frozen = tape.plan.layer(layer).frozen
    if training.optimizer == "sgd" and training.clipping == "none" and not training.weight_decay:
        step = 0.0 if frozen else tape.learning_rate * _norm(tape.grad_weight(layer))
    else:
        step = _norm(weight_step(tape, layer))
    if norm == 0:
        return 0.0 if step == 0 else float("inf")
    return step / norm


def _saturated(block: Block) -> FloatArray:
    if block.output:
        return np.zeros(1)
    own = [block.tape.plan.layer(block.first + k) for k in range(block.count)]
    limits = [0 if e.activation.kind in ("rectifier", "linear") else e.threshold for e in own]
    below = block.derivative() < np.array(limits)[:, None, None]
    return np.asarray(below.mean(axis=(1, 2)))


def _dead(block: Block) -> FloatArray:
    return np.asarray((block.derivative().max(axis=1) == 0).mean(axis=1))


def _subnormal(block: Block) -> FloatArray:
    delta = np.abs(block.grad_preactivation())
    tiny = block.tape.plan.smallest_gradient
    return np.asarray(((delta > 0) & (delta < tiny)).mean(axis=(1, 2)))


def _lost(block: Block) -> FloatArray:
    finite = np.isfinite(block.preactivation()) & np.isfinite(block.activation())
    return np.asarray((~finite).mean(axis=(1, 2)))


_F = "section F of the diagnostics"
_GLOROT = "Glorot and Bengio 2010"

MEASURES = Registry(
    Measure(
        "gradient_preactivation", "gradient at the preactivations", "",
        "G = rms over units and samples of ∂L_sample/∂z", "Hochreiter 1991",
        "The gradient by which vanishing is defined: how strongly the loss pulls at z.", True,
        lambda block: _rms(block.grad_preactivation()) * block.tape.batch,
    ),
    Measure(
        "gradient_activation", "gradient at the activations", "",
        "rms over units and samples of ∂L_sample/∂a", _GLOROT,
        "Before it passes f′: how strongly the loss pulls at the layer's output.", True,
        lambda block: _rms(block.grad_activation()) * block.tape.batch,
    ),
    Measure(
        "gradient_weight", "gradient at the weights", "", "‖∂L/∂W‖, Frobenius", _GLOROT,
        "May stay flat while the gradient at z dies: it is multiplied by the signal.", True,
        of_layer=lambda tape, layer: _norm(tape.grad_weight(layer)),
    ),
    Measure(
        "gradient_bias", "gradient at the biases", "", "‖∂L/∂b‖", _GLOROT,
        "The sum of the gradient at z over the batch.", True,
        of_layer=lambda tape, layer: _norm(tape.grad_bias(layer)),
    ),
    Measure(
        "preactivation_mean", "mean of z", "", "mean over units and samples of z", _GLOROT,
        "Where on the curve of f the layer sits.", False,
        lambda block: np.asarray(block.preactivation().mean(axis=(1, 2))),
    ),
    Measure(
        "preactivation_std", "deviation of z", "", "std over units and samples of z", _GLOROT,
        "How much of the curve of f the layer uses.", False,
        lambda block: np.asarray(block.preactivation().std(axis=(1, 2))),
    ),
    Measure(
        "activation_mean", "mean of a", "", "mean over units and samples of a", _GLOROT,
        "Far from zero it shifts the next layer as a whole.", False,
        lambda block: np.asarray(block.activation().mean(axis=(1, 2))),
    ),
    Measure(
        "activation_std", "deviation of a", "", "std over units and samples of a", _GLOROT,
        "Near zero the layer says the same about every example.", False,
        lambda block: np.asarray(block.activation().std(axis=(1, 2))),
    ),
    Measure(
        "saturated", "saturated", "share", "share of |f′(z)| < 0.1 sup|f′|", _F,
        "Units on the flat part of the curve. For ReLUs see inactive.", False, _saturated,
    ),
    Measure(
        "inactive", "inactive", "share", "share of f′(z) = 0", _F,
        "Units that let no gradient through, for this example.", False,
        lambda block: np.asarray((block.derivative() == 0).mean(axis=(1, 2))),
    ),
    Measure(
        "dead", "dead", "share", "share of units with f′(z) = 0 on the whole batch", _F,
        "Units that let no gradient through for any example of the batch.", False, _dead,
    ),
    Measure(
        "weight_norm", "size of the weights", "", "‖W‖, Frobenius", "",
        "The yardstick of an update.", True,
        of_layer=lambda tape, layer: _norm(tape.weight(layer)),
    ),
    Measure(
        "update_ratio", "update to weight", "", "‖ΔW‖ / ‖W‖, for SGD η ‖∂L/∂W‖ / ‖W‖",
        "CS231n notes, Stanford",
        "About 10⁻³ is lively; below 10⁻⁶ the layer stands still.", True,
        of_layer=_update_ratio,
    ),
    Measure(
        "zero_share", "exact zeros", "share", "share of ∂L/∂z = 0 exactly", _F,
        "Gradient entries that are gone for good: dead units, or underflow.", False,
        lambda block: np.asarray((block.grad_preactivation() == 0).mean(axis=(1, 2))),
    ),
    Measure(
        "subnormal_share", "underflowing", "share", "share of 0 < |∂L/∂z| < smallest normal number",
        "IEEE 754", "Entries that have begun to lose digits on their way to zero.", False,
        _subnormal,
    ),
    Measure(
        "nonfinite_share", "not finite", "share", "share of ∂L/∂z that is NaN or infinite",
        "IEEE 754", "Overflow: these numbers are lost.", False,
        lambda block: np.asarray((~np.isfinite(block.grad_preactivation())).mean(axis=(1, 2))),
    ),
    Measure(
        "nonfinite_signal", "signal not finite", "share", "share of z or a that is NaN or infinite",
        "IEEE 754", "The forward signal has overflowed.", False,
        _lost,
    ),
)  # fmt: skip


def measure(tape: Tape) -> Mapping[str, FloatArray]:
    """Every measure of every layer, (layers,) each, read-only, of the pass in the tape."""
    values = {}
    parts = list(blocks(tape))
    with np.errstate(all="ignore"):
        for name, entry in MEASURES.items():
            if entry.of_signals is not None:
                row = np.concatenate([entry.of_signals(block) for block in parts])
            else:
                assert entry.of_layer is not None
                layers = range(1, tape.layers + 1)
                row = np.array([entry.of_layer(tape, layer) for layer in layers])
            row = np.asarray(row, dtype=np.float64)
            row.setflags(write=False)
            values[name] = row
    return values
