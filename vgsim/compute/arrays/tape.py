"""All values of one pass of a lane (parameters, signals, gradients) in one aligned array.

Rows are padded to whole machine vectors. The padding holds zeros, or the activation's value at
zero, and is never shown. All modules except the kernels use the views, which have no padding.
"""

from __future__ import annotations

from typing import Self

import numpy as np

from vgsim.compute.arrays.layout import ROW, Layout
from vgsim.compute.arrays.plan import Plan
from vgsim.compute.arrays.storage import Storage
from vgsim.compute.arrays.types import Array


class Tape(Storage):
    """Arrays of one batch in a network with layers 0 (inputs) ... depth + 1 (outputs).

    Weights are stored as (fan_in, stride of fan_out), and a second time transposed; every update
    refreshes the transposed copy. Stored gradients of layer l are the true ones divided by 2^e:
    e is `exponents[0, l]` for gradients of z, weights and biases, `exponents[1, l]` for all others.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.widths = np.array(plan.widths, dtype=np.int64)
        self.layers = len(plan.widths) - 1  # the output layer is number `layers`
        self.layout = Layout(plan)
        super().__init__(plan.dtype, plan.batch, self.layout, self.layers)
        self.exponents = np.zeros((2, self.layers + 1), dtype=np.int64)
        self.idle: list[float] | None = None  # fraction of idle units per hidden layer, if known
        self.previous: list[Array] = []  # true weight gradients of the previous update

    # one array of one layer

    def _signal(self, name: str, layer: int) -> Array:
        start = self.layout.at[ROW[name], layer]
        rows = self.cells[start : start + self.batch * self.layout.stride(layer)]
        return rows.reshape(self.batch, -1)[:, : self.widths[layer]]

    def stored(self, name: str, layer: int) -> Array:
        """Return the signal with this name in the layout as it is stored, (batch, n)."""
        return self._signal(name, layer)

    def _matrix(self, layer: int, copy: int = 0) -> Array:
        start = self.layout.at[ROW["w"], layer] + copy * self.layout.learned
        rows = self.cells[start : start + self.widths[layer - 1] * self.layout.stride(layer)]
        return rows.reshape(self.widths[layer - 1], -1)[:, : self.widths[layer]].T

    def _units(self, name: str, layer: int, copy: int = 0) -> Array:
        start = self.layout.at[ROW[name], layer] + copy * self.layout.learned
        return self.cells[start : start + self.widths[layer]]

    def _real(self, stored: Array, layer: int, row: int = 0) -> Array:
        """Return true gradients: the stored ones times 2^exponent."""
        exponent = int(self.exponents[row, layer])
        return np.ldexp(stored, exponent) if exponent else stored

    # signals of layer 1 ... layers, (batch, n)

    def activation(self, layer: int) -> Array:
        """What the next layer receives; layer 0: the inputs."""
        return self._signal("a", layer)

    def preactivation(self, layer: int) -> Array:
        """Preactivation z = W x + b."""
        return self._signal("z", layer)

    def normalized(self, layer: int) -> Array:
        """Signals of mean 0 and standard deviation 1, before γ and β; z if not normalized."""
        return self._signal("n", layer)

    def argument(self, layer: int) -> Array:
        """u, the argument of the activation: z, after the normalization and skip that precede f."""
        return self._signal("u", layer)

    def value(self, layer: int) -> Array:
        """f(u), (batch, n)."""
        return self._signal("h", layer)

    def branch(self, layer: int) -> Array:
        """The branch that is added to the skip, before its factor α."""
        return self._signal("b", layer)

    def derivative(self, layer: int) -> Array:
        """f'(u) of a hidden layer."""
        return self._signal("f", layer)

    def mask(self, layer: int) -> Array:
        """Dropout's factors, 0 or 1 / (1 - p)."""
        return self._signal("mask", layer)

    def inverse_std(self, layer: int) -> Array:
        """1 / √(var + ε): (n,) per unit for batch norm, (batch,) per example otherwise."""
        start = self.layout.at[ROW["inverse_std"], layer]
        batch = self.plan.normalization.in_batches
        return self.cells[start : start + (self.widths[layer] if batch else self.batch)]

    def running(self, layer: int) -> tuple[Array, Array]:
        """Batch norm's running mean and variance, (n,) each."""
        return self._units("running_mean", layer), self._units("running_variance", layer)

    def target(self) -> Array:
        """Encoded targets, (batch, outputs)."""
        stride = self.layout.stride(self.layers)
        start = self.layout.targets
        rows = self.cells[start : start + self.batch * stride]
        return rows.reshape(self.batch, -1)[:, : self.widths[-1]]

    # their gradients, of the mean loss

    def grad_activation(self, layer: int) -> Array:
        """dL/da, a being the output of a hidden layer, (batch, n)."""
        return self._real(self._signal("da", layer), layer, 1)

    def grad_value(self, layer: int) -> Array:
        """dL/df(u), (batch, n)."""
        return self._real(self._signal("dh", layer), layer, 1)

    def grad_argument(self, layer: int) -> Array:
        """dL/du, (batch, n)."""
        shared = self.layout.at[ROW["du"], layer] == self.layout.at[ROW["dz"], layer]
        return self._real(self._signal("du", layer), layer, 0 if shared else 1)

    def grad_preactivation(self, layer: int) -> Array:
        """dL/dz, (batch, n)."""
        return self._real(self._signal("dz", layer), layer)

    def grad_skip(self, layer: int) -> Array | None:
        """Gradient that reaches this layer's output along a skip, (batch, n); None: no skip."""
        for end in self.plan.joins:
            if self.plan.layer(end).source == layer:
                return self.grad_argument(end) if self.plan.post else self.grad_activation(end)
        return None

    # parameters, and their gradients of the mean loss

    @property
    def statistics(self) -> Array:
        """Running means and variances, and the elements between them, for saving and restoring."""
        start = self.layout.at[ROW["running_mean"], 1]
        return self.cells[start:] if self.plan.normalized else self.cells[:0]

    def weight(self, layer: int) -> Array:
        """Weights, (fan_out, fan_in). After writing call `refresh`."""
        return self._matrix(layer)

    def initial_weight(self, layer: int) -> Array | None:
        """(fan_out, fan_in), the weights before the first update; None: they were not kept."""
        if self.initial is None:
            return None
        start = self.layout.at[ROW["w"], layer] - self.layout.first
        rows = self.initial[start : start + self.widths[layer - 1] * self.layout.stride(layer)]
        return rows.reshape(self.widths[layer - 1], -1)[:, : self.widths[layer]].T

    def grad_weight(self, layer: int) -> Array:
        """dL/dW, (fan_out, fan_in)."""
        return self._real(self._matrix(layer, 1), layer)

    def bias(self, layer: int) -> Array:
        """Biases, (n,)."""
        return self._units("bias", layer)

    def grad_bias(self, layer: int) -> Array:
        """dL/db, (n,)."""
        return self._real(self._units("bias", layer, 1), layer)

    def alpha(self, layer: int) -> Array:
        """Slope of every unit (PReLU, RReLU), (n,)."""
        return self._units("slope", layer)

    def grad_alpha(self, layer: int) -> Array:
        """dL/dα, (n,); if the units of a layer share one α, every entry holds the layer's sum."""
        return self._real(self._units("slope", layer, 1), layer, 1)

    def gamma(self, layer: int) -> Array:
        """Scale of the normalization, (n,)."""
        return self._units("gamma", layer)

    def grad_gamma(self, layer: int) -> Array:
        """dL/dγ, (n,)."""
        return self._real(self._units("gamma", layer, 1), layer, 1)

    def beta(self, layer: int) -> Array:
        """Shift of the normalization, (n,)."""
        return self._units("beta", layer)

    def grad_beta(self, layer: int) -> Array:
        """dL/dβ, (n,)."""
        return self._real(self._units("beta", layer, 1), layer, 1)

    def branch_scale(self, layer: int) -> Array:
        """α of the branch that ends here, (1,)."""
        start = self.layout.at[ROW["branch"], layer]
        return self.cells[start : start + 1]

    def grad_branch_scale(self, layer: int) -> Array:
        """dL/dα of the branch that ends here, (1,)."""
        start = self.layout.at[ROW["branch"], layer] + self.layout.learned
        return self._real(self.cells[start : start + 1], layer, 1)

    def states_of(self, name: str, layer: int) -> tuple[Array, Array]:
        """Return the optimizer's two states of one parameter array, in the array's shape."""
        first, second = 2, 3
        if name == "weight":
            return self._matrix(layer, first), self._matrix(layer, second)
        row = {"alpha": "slope", "branch_scale": "branch"}.get(name, name)
        if row == "branch":
            start = self.layout.at[ROW[row], layer]
            places = [start + copy * self.layout.learned for copy in (first, second)]
            return self.cells[places[0] : places[0] + 1], self.cells[places[1] : places[1] + 1]
        return self._units(row, layer, first), self._units(row, layer, second)

    def independent_copy(self) -> Self:
        """See `Storage`."""
        other = super().independent_copy()
        other.exponents = self.exponents.copy()
        return other

    def begin_pass(self, step: int) -> None:
        """Prepare for the pass of `step`: save the weight gradients if they are of `step` - 1."""
        if self.gradients_of == step - 1:
            layers = range(1, self.layers + 1)
            self.previous = [np.array(self.grad_weight(k), np.float64) for k in layers]
        elif self.gradients_of != step:
            self.previous = []
        self.cached, self.idle = {}, None

    def refresh(self) -> None:
        """Update the transposed copies after weights have been written."""
        for layer in range(1, self.layers + 1):
            start, stride = self.layout.at[ROW["transposed"], layer], self.layout.stride(layer - 1)
            rows = self.cells[start : start + self.widths[layer] * stride]
            view = rows.reshape(self.widths[layer], -1)
            view[:, : self.widths[layer - 1]] = self.weight(layer)
