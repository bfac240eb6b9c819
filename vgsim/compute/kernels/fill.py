"""Fill the kernel cache from a process of its own: float64-relu float32-tanh ..."""

from __future__ import annotations

import sys

import numpy as np

from vgsim.compute.kernels import SCANNING, THROUGH_TIME, Need, need_name
from vgsim.compute.kernels.engine import prepare
from vgsim.parts.activations import ACTIVATIONS


def needs(names: list[str]) -> frozenset[Need]:
    """The kernels of these names; unknown names are passed over."""
    known: dict[str, Need] = {}
    for dtype in (np.float64, np.float32):
        for activation in (*ACTIVATIONS, THROUGH_TIME, SCANNING):
            need: Need = (dtype, activation)
            known[need_name(need)] = need
    return frozenset(known[name] for name in names if name in known)


if __name__ == "__main__":
    prepare(needs(sys.argv[1:]))
