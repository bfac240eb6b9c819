"""The numbers that stand for names in the kernels, independent of the order of the tables."""

from __future__ import annotations

from collections.abc import Iterable

from vgsim.parts.cells import CELLS
from vgsim.parts.losses import LOSSES, OUTPUTS
from vgsim.parts.optimizers import CLIPPINGS, OPTIMIZERS


def numbered(names: Iterable[str]) -> dict[str, int]:
    """Number the names from 0 in alphabetical order."""
    return {name: number for number, name in enumerate(sorted(names))}


CELL, CLIP = numbered(CELLS), numbered(CLIPPINGS)
LOSS, OUTPUT = numbered(LOSSES), numbered(OUTPUTS)
CONSTANTS = {  # the template's CLIP_VALUE, LOSS_MSE ...
    f"{kind}_{name.upper()}": number
    for kind, table in (("CELL", CELL), ("CLIP", CLIP), ("LOSS", LOSS), ("OUTPUT", OUTPUT))
    for name, number in table.items()
}
# indices in the kernels' `options`: from OWN on the optimizer's parameters and corrections
RATE, DECAY, CLIP_AT, OWN = range(4)
AFTER_OWN = OWN + max(
    len(each.parameters) + len(each.corrected(1, *(of.default for of in each.parameters)))
    for each in OPTIMIZERS.values()
)
