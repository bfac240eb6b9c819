"""By which numbers the kernels know names: the same however a table is sorted."""

from __future__ import annotations

from collections.abc import Iterable

from vgsim.parts.cells import CELLS
from vgsim.parts.losses import LOSSES, OUTPUTS
from vgsim.parts.optimizers import CLIPPINGS, OPTIMIZERS


def numbered(names: Iterable[str]) -> dict[str, int]:
    """A number for every name, from 0 on."""
    return {name: number for number, name in enumerate(sorted(names))}


CELL, CLIP = numbered(CELLS), numbered(CLIPPINGS)
LOSS, OUTPUT = numbered(LOSSES), numbered(OUTPUTS)
CONSTANTS = {  # CLIP_VALUE, LOSS_MSE ... of the template
    f"{kind}_{name.upper()}": number
    for kind, table in (("CELL", CELL), ("CLIP", CLIP), ("LOSS", LOSS), ("OUTPUT", OUTPUT))
    for name, number in table.items()
}
# places in the kernels' `how`: the optimizer's parameters and corrections from OWN on
RATE, DECAY, CLIP_AT, OWN = range(4)
AFTER_OWN = OWN + max(
    len(each.parameters) + len(each.corrected(1, *(of.default for of in each.parameters)))
    for each in OPTIMIZERS.values()
)
