"""All numbers of one lane's pass: weights, signals, gradients, in a few flat aligned arrays.

Rows are padded to whole machine vectors (pads hold zeros or what the activation makes of zero,
and are never shown). Everybody but the kernels uses the views, whose shapes are the obvious ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.plan import Plan

ALIGNMENT = 64  # bytes: one cache line, one AVX-512 vector
Array = NDArray[Any]


def aligned(count: int, dtype: Any) -> Array:
    """Zeros, (count,), starting on a cache line."""
    size = np.dtype(dtype).itemsize
    raw = np.zeros(count * size + ALIGNMENT, dtype=np.uint8)
    start = -raw.ctypes.data % ALIGNMENT
    return raw[start : start + count * size].view(dtype)


def _offsets(sizes: list[int]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


class Tape:
    """Arrays of a network of layers 0 (inputs) ... depth + 1 (outputs) and one batch.

    `weights` holds each layer as (fan_in, stride of fan_out) rows, `weights_back` the same
    transposed, refreshed by every update. `exponents[l]` (layer l) is e where the kernels store
    gradients of preactivations and weights of layer l divided by 2^e (0 in the twin).
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.batch = plan.batch
        self.widths = np.array(plan.widths, dtype=np.int64)
        self.layers = len(plan.widths) - 1  # the output layer is number `layers`
        vector = ALIGNMENT // np.dtype(plan.dtype).itemsize
        self.strides = -(-self.widths // vector) * vector
        stride, width = self.strides, self.widths
        inner = range(1, self.layers + 1)
        signals = [self.batch * int(s) for s in stride]
        self.signal_offsets = _offsets(signals)
        self.weight_offsets = _offsets([0, *(int(width[k - 1] * stride[k]) for k in inner)])
        self.back_offsets = _offsets([0, *(int(width[k] * stride[k - 1]) for k in inner)])
        self.unit_offsets = _offsets([int(s) for s in stride])

        def signal() -> Array:
            return aligned(sum(signals), plan.dtype)

        def units() -> Array:
            return aligned(int(self.unit_offsets[-1]), plan.dtype)

        self.activations, self.preactivations, self.derivatives = signal(), signal(), signal()
        self.activation_gradients, self.preactivation_gradients = signal(), signal()
        self.weights = aligned(int(self.weight_offsets[-1]), plan.dtype)
        self.weight_gradients = aligned(int(self.weight_offsets[-1]), plan.dtype)
        self.weights_back = aligned(int(self.back_offsets[-1]), plan.dtype)
        self.biases, self.bias_gradients = units(), units()
        self.slopes, self.slope_gradients = units(), units()
        self.targets = aligned(signals[-1], plan.dtype)  # encoded, as the output layer's rows
        self.exponents = np.zeros(self.layers + 1, dtype=np.int64)
        self.loss = float("nan")
        self.bound: object = None  # what an engine keeps for this tape
        self.learning_rate = 0.0  # of the update this pass leads to

    # views of one layer, 1 ... layers (0 for signals: the inputs)

    def _signal(self, arena: Array, layer: int) -> Array:
        start, end = self.signal_offsets[layer], self.signal_offsets[layer + 1]
        rows = arena[start:end].reshape(self.batch, -1)
        return rows[:, : self.widths[layer]]

    def _matrix(self, arena: Array, layer: int) -> Array:
        start, end = self.weight_offsets[layer], self.weight_offsets[layer + 1]
        rows = arena[start:end].reshape(self.widths[layer - 1], -1)
        return rows[:, : self.widths[layer]].T

    def _units(self, arena: Array, layer: int) -> Array:
        start = self.unit_offsets[layer]
        return arena[start : start + self.widths[layer]]

    def _real(self, stored: Array, layer: int) -> Array:
        """Stored gradients as they are: times 2^exponent."""
        exponent = int(self.exponents[layer])
        return np.ldexp(stored, exponent) if exponent else stored

    def activation(self, layer: int) -> Array:
        """(batch, n), layer 0: the inputs."""
        return self._signal(self.activations, layer)

    def preactivation(self, layer: int) -> Array:
        """(batch, n)."""
        return self._signal(self.preactivations, layer)

    def derivative(self, layer: int) -> Array:
        """f'(z), (batch, n), of a hidden layer."""
        return self._signal(self.derivatives, layer)

    def target(self) -> Array:
        """Encoded targets, (batch, outputs)."""
        return self.targets.reshape(self.batch, -1)[:, : self.widths[-1]]

    def grad_activation(self, layer: int) -> Array:
        """dL/da of the mean loss, (batch, n), of a hidden layer."""
        above = min(layer + 1, self.layers)  # stored on the scale of the layer it came from
        return self._real(self._signal(self.activation_gradients, layer), above)

    def grad_preactivation(self, layer: int) -> Array:
        """dL/dz of the mean loss, (batch, n)."""
        return self._real(self._signal(self.preactivation_gradients, layer), layer)

    def weight(self, layer: int) -> Array:
        """(fan_out, fan_in). After writing call `refresh`."""
        return self._matrix(self.weights, layer)

    def grad_weight(self, layer: int) -> Array:
        """dL/dW of the mean loss, (fan_out, fan_in)."""
        return self._real(self._matrix(self.weight_gradients, layer), layer)

    def bias(self, layer: int) -> Array:
        """(n,)."""
        return self._units(self.biases, layer)

    def grad_bias(self, layer: int) -> Array:
        """dL/db of the mean loss, (n,)."""
        return self._real(self._units(self.bias_gradients, layer), layer)

    def alpha(self, layer: int) -> Array:
        """Slope of every unit (PReLU, RReLU), (n,)."""
        return self._units(self.slopes, layer)

    def grad_alpha(self, layer: int) -> Array:
        """dL/dalpha, (n,); where a layer shares one alpha every entry holds the layer's sum."""
        return self._real(self._units(self.slope_gradients, layer), layer)

    def refresh(self) -> None:
        """Make the transposed copies agree with weights that were written."""
        for layer in range(1, self.layers + 1):
            start, end = self.back_offsets[layer], self.back_offsets[layer + 1]
            rows = self.weights_back[start:end].reshape(self.widths[layer], -1)
            rows[:, : self.widths[layer - 1]] = self.weight(layer)
