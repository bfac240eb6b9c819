"""The states of a layer, in the words of the window."""

from __future__ import annotations

from collections.abc import Mapping

from vgsim.words.language import tr

STATES: Mapping[str, str] = {
    "healthy": tr("healthy"),
    "vanishing": tr("vanishing"),
    "slow": tr("slow"),
    "exploding": tr("exploding"),
    "saturated": tr("saturated"),
    "dead": tr("dead"),
    "symmetric": tr("symmetric"),
    "underflowed": tr("underflowed"),
    "not learning": tr("not learning"),
    "step too large": tr("step too large"),
    "out of reach": tr("out of reach"),
    "broken": tr("broken"),
    "frozen": tr("frozen"),
}
