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

ALIGNMENT = 64  # bytes: one cache line, one AVX-512 vector
SIGNALS = ("z", "n", "b", "u", "h", "a", "f", "mask", "da", "dh", "du", "dz")
LEARNED = ("w", "bias", "slope", "gamma", "beta", "branch")
OTHERS = ("back", "deviation", "running_mean", "running_variance")
ABOUT = ("width", "stride", "source", "frozen", "learned", "each", "address")
ROW = {name: k for k, name in enumerate((*SIGNALS, *LEARNED, *OTHERS, *ABOUT))}

Table = NDArray[np.int64]


class Layout:
    """`at[ROW[name], layer]` is the offset of the named array of layer 0 ... top.

    All parameters are stored in one block of `learned` elements that begins at `first`. Their
    gradients follow in the same order, then the optimizer's state arrays. `states` counts these
    further copies of the block.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.top = len(plan.widths) - 1
        self.vector = ALIGNMENT // np.dtype(plan.dtype).itemsize
        self.at: Table = np.zeros((len(ROW), self.top + 1), np.int64)
        self.end = 0
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
        self.states = 1 + 2  # gradients, and two state arrays, the most any optimizer needs
        self.end = self.first + self.learned * (1 + self.states)
        self._others()

    def stride(self, layer: int) -> int:
        """Return the length of a layer's rows, including the padding."""
        return int(self.at[ROW["stride"], layer])

    def _take(self, count: int) -> int:
        """Reserve `count` elements that start on a cache line; return their offset.

        A gap of three lines follows, so that arrays of equal size do not compete for the same
        cache sets.
        """
        start = self.end
        self.end = start + -(-count // self.vector) * self.vector + 3 * self.vector
        return start

    def _about(self, layer: int) -> None:
        each = self.plan.layer(layer)
        hidden = layer < self.top
        self.at[ROW["source"], layer] = each.source
        self.at[ROW["frozen"], layer] = each.frozen
        self.at[ROW["learned"], layer] = hidden and each.activation.learned
        self.at[ROW["each"], layer] = hidden and each.slopes

    def _signals(self) -> None:
        plan = self.plan
        self.at[: len(SIGNALS), 0] = self._take(plan.batch * self.stride(0))
        for layer in range(1, self.top + 1):
            size = plan.batch * self.stride(layer)
            for name, place in self._stations(layer, size).items():
                self.at[ROW[name], layer] = place

    def _stations(self, layer: int, size: int) -> dict[str, int]:
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

    def _packed(self, count: int) -> int:
        start = self.end
        self.end += count
        return start

    def _others(self) -> None:
        width, stride = self.at[ROW["width"]], self.at[ROW["stride"]]
        for layer in range(1, self.top + 1):
            back = int(width[layer] * stride[layer - 1])
            self.at[ROW["back"], layer] = self._take(back)
            for name in ("deviation", "running_mean", "running_variance"):
                count = max(int(stride[layer]), self.plan.batch) if self.plan.normalized else 0
                self.at[ROW[name], layer] = self._take(count)
