"""What the gallery and its printed page say about a function, in plain sentences."""

from __future__ import annotations

from math import isfinite

from vgsim.parts.activations import ACTIVATIONS, Kind, is_own
from vgsim.theory.profile import Profile
from vgsim.words.language import tr
from vgsim.words.numbers import short

KINDS: dict[Kind, str] = {
    "linear": tr("linear"), "saturating": tr("saturating"), "rectifier": tr("rectifier"),
    "smooth": tr("smooth"),
}  # fmt: skip


def flat_words(it: Profile) -> str:
    """Where the function lets no gradient through."""
    if it.dies:
        sides = tr("Its slope is exactly 0 on a whole stretch: units there are dead or inactive.")
    elif it.flat_left and it.flat_right:
        sides = tr("It saturates on both sides.")
    elif it.flat_left:
        sides = tr("It is flat far on the left, but nowhere exactly.")
    elif it.flat_right:
        sides = tr("It is flat far on the right, but nowhere exactly.")
    else:
        sides = tr("It is flat on neither side within ±20.")
    return sides


def flatness(it: Profile) -> int:
    """How much of the function lets no gradient through, from nothing to exactly 0."""
    return 3 if it.dies else it.flat_left + it.flat_right


def use_words(name: str) -> tuple[str, ...]:
    """Where the function works well, and where it does not."""
    entry = ACTIVATIONS[name]
    good = tr("Where it works well: {text}", text=_inside(entry.good)) if entry.good else ""
    fails = tr("Its limits: {text}", text=_inside(entry.fails)) if entry.fails else ""
    return tuple(each for each in (good, fails) if each)


def sentences(it: Profile) -> tuple[str, ...]:
    """Everything but the formulas."""
    entry = ACTIVATIONS[it.name]
    return (
        entry.help, *(() if is_own(it.name) else (f"{entry.origin}.",)),
        tr("Range {range}; {kind}.", range=entry.range, kind=KINDS[entry.kind]),
        tr("The slope is at most {slope}.", slope=short(it.steepest, 4))
        if isfinite(it.steepest)
        else tr("The slope has no bound."),
        tr("For z from a standard normal distribution the mean of f′² is {power}; a gradient "
           "keeps its size if the weights have σ_w = {critical}.",
           power=short(it.slope_power, 3), critical=short(it.critical, 4)),
        flat_words(it), *use_words(it.name),
    )  # fmt: skip


def steepest(it: Profile, digits: int) -> str:
    """The largest |f′|; ∞ if there is no bound."""
    return short(it.steepest, digits) if isfinite(it.steepest) else "∞"


def number_line(it: Profile) -> str:
    """Range, largest slope, mean square of the slope and critical weights, on one line."""
    line = tr(
        "Range {range} · max |f′| = {slope} · E f′² = {power} · critical σ_w = {critical}",
        range=ACTIVATIONS[it.name].range, slope=steepest(it, 4),
        power=short(it.slope_power, 3), critical=short(it.critical, 4),
    )  # fmt: skip
    return line.replace(" = ", "\u00a0=\u00a0")  # a symbol and its value stay on one line


def searched(name: str) -> str:
    """The texts in which words are found."""
    entry = ACTIVATIONS[name]
    texts = entry.label, entry.origin, entry.formula, entry.help, entry.teaches, entry.range
    return " ".join((*texts, entry.good, entry.fails, KINDS[entry.kind])).casefold()


def _inside(sentence: str) -> str:
    """A sentence that follows a colon."""
    first, rest = sentence[:1], sentence[1:]
    return sentence if rest[:1].isupper() else first.lower() + rest
