"""Memory layout of a feedforward network: one table of offsets into one long array.

In the forward pass a layer's signals pass through up to six stages. A stage that would hold the
same numbers as the previous one uses the same memory:

    "z"    preactivation, z = W x + b
    "n"    z normalized: mean 0, standard deviation 1, before γ and β
    "b"    the branch, to which the skip is added
    "u"    argument of the activation f
    "h"    f(u)
    "a"    input of the next layer: normalized, after dropout, with the skip
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.plan import Plan
from vgsim.compute.arrays.storage import Reservation

SIGNALS = ("z", "n", "b", "u", "h", "a", "f", "mask", "da", "dh", "du", "dz")
LEARNED = ("w", "bias", "slope", "gamma", "beta", "branch")
OTHERS = ("transposed", "inverse_std", "running_mean", "running_variance")
ABOUT = ("width", "stride", "source", "frozen", "learned", "per_unit", "address")
ROW = {name: k for k, name in enumerate((*SIGNALS, *LEARNED, *OTHERS, *ABOUT))}

IntTable = NDArray[np.int64]


class Layout(Reservation):
    """`at[ROW[name], layer]` is the offset of the named array of layer 0 ... top."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan.dtype)
        self.plan = plan
        self.top = len(plan.widths) - 1
        self.at: IntTable = np.zeros((len(ROW), self.top + 1), np.int64)
        widths = np.array(plan.widths, np.int64)
        self.at[ROW["width"]] = widths
        self.at[ROW["stride"]] = -(-widths // self.vector) * self.vector
        for layer in range(1, self.top + 1):
            self._about(layer)
        self._signals()
        self.targets = self._take(plan.batch * self.stride(self.top))
        self.first = self.end
        self._learned()
        self.learned = self.end - self.first
        self.end = self.first + 4 * self.learned
        self._others()

    def stride(self, layer: int) -> int:
        """Return the length of a layer's rows, including the padding."""
        return int(self.at[ROW["stride"], layer])

    def _about(self, layer: int) -> None:
        each = self.plan.layer(layer)
        hidden = layer < self.top
        self.at[ROW["source"], layer] = each.source
        self.at[ROW["frozen"], layer] = each.frozen
        self.at[ROW["learned"], layer] = hidden and each.activation.learned
        self.at[ROW["per_unit"], layer] = hidden and each.slopes

    def _signals(self) -> None:
        plan = self.plan
        self.at[: len(SIGNALS), 0] = self._take(plan.batch * self.stride(0))
        for layer in range(1, self.top + 1):
            size = plan.batch * self.stride(layer)
            for name, place in self._stage_offsets(layer, size).items():
                self.at[ROW[name], layer] = place

    def _stage_offsets(self, layer: int, size: int) -> dict[str, int]:
        plan, hidden = self.plan, layer < self.top
        join = plan.layer(layer).source > 0
        before, after = plan.before and hidden, plan.after and hidden
        pre, post = join and not plan.post, join and plan.post
        thinned = plan.spec.dropout > 0 and hidden
        made = {name: self._take(size) for name in ("z", "a", "f", "da", "dz")}

        def own(wanted: bool, instead: int) -> int:
            return self._take(size) if wanted else instead

        z, a = made["z"], made["a"]
        changed = after or thinned
        u = own(before or post, z)
        h = own(changed or pre, a)
        branch = own(before, z) if post else own(pre and changed, h)
        return made | {
            "n": own(before or after, z),
            "u": u,
            "h": h,
            "b": branch,
            "mask": own(thinned, made["f"]),
            "dh": own(changed or pre, made["da"]),
            "du": own(before or post, made["dz"]),
        }

    def _learned(self) -> None:
        width, stride = self.at[ROW["width"]], self.at[ROW["stride"]]
        inner = range(1, self.top + 1)
        for layer in inner:
            self.at[ROW["w"], layer] = self._packed(int(width[layer - 1] * stride[layer]))
        for name in ("bias", "slope", "gamma", "beta"):
            for layer in inner:
                self.at[ROW[name], layer] = self._packed(int(stride[layer]))
        for layer in inner:
            self.at[ROW["branch"], layer] = self._packed(self.vector)

    def _others(self) -> None:
        width, stride = self.at[ROW["width"]], self.at[ROW["stride"]]
        for layer in range(1, self.top + 1):
            size = int(width[layer] * stride[layer - 1])
            self.at[ROW["transposed"], layer] = self._take(size)
            for name in ("inverse_std", "running_mean", "running_variance"):
                count = max(int(stride[layer]), self.plan.batch) if self.plan.normalized else 0
                self.at[ROW[name], layer] = self._take(count)
