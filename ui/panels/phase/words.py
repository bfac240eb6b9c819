"""Texts of the phase diagram: the values of a cell, and what theory predicts for deep networks."""

from __future__ import annotations

from math import log, nan

from vgsim.parts.activations import ACTIVATIONS
from vgsim.theory.diagram import MEASURES, SHARES, Diagram, Plane
from vgsim.theory.meanfield import deep_limit
from vgsim.words.language import tr
from vgsim.words.numbers import decimal, percent, ratio, scientific

THEORY = tr(
    "Mean-field theory of infinitely wide layers (Schoenholz et al. 2017). χ₁: factor of the "
    "squared gradient per layer. q*: variance that z approaches, within about ξ_q layers. "
    "c*: correlation that two inputs approach, within about ξ_c layers; at 1 they look alike."
)

_IN_DECADES = ("decades", "expected_decades", "signal")


def has_theory(plane: Plane) -> bool:
    """Whether theory can predict the limit of many layers on this plane."""
    network = plane.experiment.lanes[plane.lane].network
    return plane.sizes and network.normalization == "none" and not network.residual


def function_of(plane: Plane) -> tuple[str, tuple[tuple[str, float], ...]]:
    """Activation of the plane's network, and its parameters as sorted (name, value) pairs."""
    network = plane.experiment.lanes[plane.lane].network
    given = ACTIVATIONS[network.activation].values(network.alpha, network.lower, network.upper)
    return network.activation, tuple(sorted(given.items()))


def contour_name(factor: float) -> str:
    """The label of a line of equal χ₁."""
    return tr("edge of chaos") if factor == 1 else f"ξ = {decimal(abs(1 / log(factor)), 0)}"


def theory_texts(plane: Plane, sigma_w: float, sigma_b: float) -> tuple[str, str]:
    """What theory predicts for many layers at this point: in a sentence, and in symbols."""
    found = deep_limit(*function_of(plane), max(sigma_w, 0.0) ** 2, max(sigma_b, 0.0) ** 2)
    phase = tr("the edge of chaos")
    if found.factor < 1:
        phase = tr("order")
    elif found.factor > 1:
        phase = tr("chaos")
    numbers = {
        "growth": scientific(found.factor, 3), "phase": phase,
        "alike": scientific(found.correlation, 2), "scale": scientific(found.correlation_scale, 2),
    }  # fmt: skip
    if found.status == "diverges":
        return tr(
            "Theory: each layer multiplies the squared gradient by χ₁ = {growth} ({phase}), and "
            "signals grow without limit.",
            **numbers,
        ), tr("Theory: χ₁ = {growth} ({phase}), q* = ∞", **numbers)
    numbers |= {
        "variance": scientific(found.variance, 3), "settles": scientific(found.variance_scale, 2),
    }  # fmt: skip
    return tr(
        "Theory: each layer multiplies the squared gradient by χ₁ = {growth} ({phase}). The "
        "variance of z approaches q* = {variance} within ξ_q = {settles} layers, and the "
        "correlation of two inputs approaches c* = {alike} within ξ_c = {scale} layers.",
        **numbers,
    ), tr(
        "Theory: χ₁ = {growth} ({phase}), q* = {variance}, ξ_q = {settles}, c* = {alike}, "
        "ξ_c = {scale}",
        **numbers,
    )


def cell_text(diagram: Diagram, row: int, column: int, chosen: str) -> str:
    """The values of one cell, including the measure shown."""
    fault = diagram.faults.get((row, column))
    if fault:
        return fault
    values = {name: float(field[row, column]) for name, field in diagram.fields.items()}
    gradient, theory, signal = (values.get(name, nan) for name in _IN_DECADES)
    words = []
    if gradient == gradient:
        words.append(tr("gradient {ratio}", ratio=ratio(gradient)))
    if theory == theory:
        words.append(tr("theory {ratio}", ratio=ratio(theory)))
    if signal == signal:
        words.append(tr("signal {ratio}", ratio=ratio(signal)))
    if "loss" in values:
        words.append(tr("loss {loss}", loss=scientific(values["loss"], 3)))
    if chosen in SHARES and chosen in values:
        words.append(f"{MEASURES[chosen]} {percent(values[chosen])}")
    used, batch = diagram.examples
    if used < batch:
        words.append(tr("computed with {used} of {batch} examples", used=used, batch=batch))
    return ", ".join(words)
