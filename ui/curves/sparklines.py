"""The gradient of every layer over the updates, as small curves for table cells."""

from __future__ import annotations

import numpy as np

from vgsim.play.past import Past

Sparklines = dict[int, tuple[float, ...]]  # layer -> heights over time
FINEST = 48  # points per curve


def sparklines(past: Past, lane: int, depth: int) -> Sparklines:
    """log10 of the gradients, all layers on one scale from 0 to 1 of at least one power of ten."""
    values = past.layers(lane, "gradient_preactivation").values
    if len(values) < 2 or values.shape[1] < depth:
        return {}
    values = values[:: -(-len(values) // FINEST), :depth]
    with np.errstate(all="ignore"):
        decades = np.log10(values)
    known = decades[np.isfinite(decades)]
    if not known.size:
        return {}
    low, span = known.min(), max(known.max() - known.min(), 1.0)
    heights = np.clip(np.nan_to_num((decades - low) / span, neginf=0.0, posinf=1.0), 0.0, 1.0)
    return {layer: tuple(heights[:, layer - 1].tolist()) for layer in range(1, depth + 1)}
