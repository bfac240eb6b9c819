"""Texts of the phase diagram: the values of a cell, and what theory predicts for deep networks."""

from __future__ import annotations

from math import log

from vgsim.parts.activations import ACTIVATIONS
from vgsim.theory.diagram import MEASURES, SHARES, Diagram, Plane
from vgsim.theory.meanfield import rest
from vgsim.words.numbers import decades, decimal, percent, scientific

LAW = (
    "Mean-field theory of infinitely wide layers: χ₁ is the factor of the squared gradient from "
    "layer to layer, q* the variance that z approaches; the depth scales ξ are the numbers of "
    "layers over which the variance settles and two inputs become alike (Schoenholz et al. 2017)."
)


def lawful(plane: Plane) -> bool:
    """Whether theory can predict the limit of many layers on this plane."""
    network = plane.experiment.lanes[plane.lane].network
    return plane.sizes and network.normalization == "none" and not network.residual


def function_of(plane: Plane) -> tuple[str, tuple[tuple[str, float], ...]]:
    network = plane.experiment.lanes[plane.lane].network
    given = ACTIVATIONS[network.activation].values(network.alpha, network.lower, network.upper)
    return network.activation, tuple(sorted(given.items()))


def contour_name(factor: float) -> str:
    """The label of a line of equal χ₁."""
    return "edge of chaos" if factor == 1 else f"ξ = {decimal(abs(1 / log(factor)), 0)}"


def law_text(plane: Plane, sigma_w: float, sigma_b: float) -> str:
    """What theory predicts for many layers at this point."""
    found = rest(*function_of(plane), max(sigma_w, 0.0) ** 2, max(sigma_b, 0.0) ** 2)
    phase = "order" if found.factor < 1 else "chaos" if found.factor > 1 else "the edge of chaos"
    words = [f"squared gradient per layer χ₁ = {scientific(found.factor, 3)} ({phase})"]
    if found.status == "diverges":
        words.append("signals grow without limit")
    else:
        words.append(f"variance q* = {scientific(found.variance, 3)}")
        words.append(f"settles over ξ = {scientific(found.variance_scale, 2)} layers")
    words.append(f"inputs become alike over ξ = {scientific(found.correlation_scale, 2)} layers")
    return f"Theory: {', '.join(words)}"


def cell_text(diagram: Diagram, row: int, column: int, chosen: str) -> str:
    """The values of one cell, including the measure shown."""
    fault = diagram.faults.get((row, column))
    if fault:
        return fault
    words = []
    for name, label in (("decades", "gradient"), ("expected_decades", "theory"),
                        ("signal", "signal")):  # fmt: skip
        values = diagram.fields.get(name)
        if values is not None and values[row, column] == values[row, column]:
            words.append(f"{label} {decades(float(values[row, column]))}")
    if "loss" in diagram.fields:
        words.append(f"loss {scientific(float(diagram.fields['loss'][row, column]), 3)}")
    if chosen in SHARES and chosen in diagram.fields:
        words.append(f"{MEASURES[chosen]} {percent(float(diagram.fields[chosen][row, column]))}")
    used, batch = diagram.examples
    if used < batch:
        words.append(f"by {used} of {batch} examples")
    return ", ".join(words)
