"""Formulas to start from, each with who described it."""

from __future__ import annotations

from dataclasses import dataclass

from vgsim.words.language import tr


@dataclass(frozen=True, slots=True)
class Example:
    """A formula to start from."""

    name: str
    formula: str
    source: str
    a: float = 1.0
    b: float = 1.0


EXAMPLES = (
    Example("swish with a", "x / (1 + exp(-a*x))", tr("Ramachandran, Zoph and Le 2017")),
    Example("gaussian", "exp(-x^2)", tr("Broomhead and Lowe 1988: radial basis functions")),
    Example("sine", "sin(a*x)", tr("Sitzmann et al. 2020: SIREN")),
    Example("snake", "x + sin(a*x)^2 / a", tr("Liu, Hartwig and Ueda 2020")),
    Example("squared relu", "max(0, x)^2", tr("So et al. 2021: Primer")),
    Example("bent identity", "(sqrt(x^2 + 1) - 1)/2 + x", tr("known from lists of activations")),
    Example("serf", "x * erf(ln(1 + e^x))", tr("Nag, Bhattacharyya, Mukherjee and Kundu 2023")),
    Example("s-shaped relu", "where(x > 1, 1 + a*(x - 1), max(b*x, x))", tr("Jin et al. 2016"),
            a=0.5, b=0.1),
    Example("logish", "x * ln(1 + sigmoid(x))", tr("Zhu et al. 2021")),
    Example("arctangent", "atan(x)", tr("slope 1 / (1 + x²)")),
)  # fmt: skip
