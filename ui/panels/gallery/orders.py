"""The orders in which the gallery can be sorted, and what a card says in each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ui.panels.gallery.words import KINDS, flatness, steepest
from vgsim.parts.activations import ACTIVATIONS
from vgsim.theory.profile import Profile
from vgsim.words.language import tr
from vgsim.words.numbers import short


@dataclass(frozen=True, slots=True)
class GalleryOrder:
    """One order of the gallery."""

    name: str
    label: str
    help: str
    key: Callable[[Profile], Any]
    says: Callable[[Profile], str]  # behind the function's name on its card


FLATNESS = (tr("never flat"), tr("flat on one side"), tr("saturates"), tr("slope exactly 0"))
ORDERS = (
    GalleryOrder("year", tr("Year"), tr("A timeline of the fight against the vanishing gradient"),
          lambda it: it.year or 9999, lambda it: str(it.year or "")),
    GalleryOrder("name", tr("Name"), tr("By the alphabet"),
          lambda it: ACTIVATIONS[it.name].label.casefold(), lambda it: str(it.year or "")),
    GalleryOrder("authors", tr("Authors"), tr("By who described it first, by the alphabet"),
          lambda it: (it.year is None, ACTIVATIONS[it.name].origin.casefold()),
          lambda it: ACTIVATIONS[it.name].origin.split(";")[0]),
    GalleryOrder("kind", tr("Kind"), tr("Saturating functions, rectifiers, smooth ones"),
          lambda it: ACTIVATIONS[it.name].kind, lambda it: KINDS[ACTIVATIONS[it.name].kind]),
    GalleryOrder("range", tr("Range"), tr("By the smallest value that the function can have"),
          lambda it: (it.lowest, it.highest), lambda it: ACTIVATIONS[it.name].range),
    GalleryOrder("steepest", tr("Largest slope"), tr("The maximum of |f′|"),
          lambda it: it.steepest, lambda it: f"|f′| ≤ {steepest(it, 3)}"),
    GalleryOrder("power", tr("Mean of f′²"),
          tr("Mean of f′² for z from a standard normal distribution"),
          lambda it: it.slope_power,
          lambda it: tr("mean of f′²: {power}", power=short(it.slope_power, 3))),
    GalleryOrder("critical", tr("Critical weights"),
          tr("How widely the first weights must be spread (σ_w) so that a gradient keeps its size"),
          lambda it: it.critical, lambda it: f"σ_w = {short(it.critical, 3)}"),
    GalleryOrder("flat", tr("Saturates or dies"),
          tr("By where it lets no gradient through: on no side, on one, on both, exactly"),
          flatness, lambda it: FLATNESS[flatness(it)]),
)  # fmt: skip
