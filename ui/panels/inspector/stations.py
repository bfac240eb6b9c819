"""One unit's signal from z to the layer's output, and its gradient back, as text."""

from __future__ import annotations

from vgsim.compute.traces.trace import Stations, UnitDetail
from vgsim.parts.normalizations import NORMALIZATIONS
from vgsim.words.language import tr
from vgsim.words.numbers import scientific

DIGITS = 3


def number(value: float) -> str:
    return scientific(value, DIGITS)


def factor(value: float) -> str:
    """A number after an operator, in brackets if it is negative."""
    return f"({number(value)})" if value < 0 else number(value)


def forward_stations(unit: UnitDetail, way: Stations, activation: str) -> list[str]:
    """One line per operation: normalization, skip and f, dropout, skip."""
    here, letter, texts = unit.preactivation, "z", []
    if way.before:
        here = way.gamma * (way.normalized or 0.0) + way.beta
        texts.append(_normalized(way, "u", here))
        letter = "u"
    if way.skip_from and way.skip_first:
        here, letter = way.argument, "u"
        texts.append(_summed(way, "u", here))
    here = way.value
    texts.append(f"f({letter}) = {number(here)}   ({activation})")
    if way.norm != "none" and not way.before:
        here = way.gamma * (way.normalized or 0.0) + way.beta
        texts.append(_normalized(way, "v", here))
    if way.mask is not None:
        product = f"{number(here)} × {number(way.mask)} = {number(here * way.mask)}"
        texts.append(tr("dropout: {product}", product=product))
        here *= way.mask
    if way.skip_from and not way.skip_first:
        texts.append(_summed(way, "a", unit.activation))
    elif here != way.value:
        texts.append(f"a = {number(unit.activation)}")
    return texts


def _normalized(way: Stations, name: str, value: float) -> str:
    assert way.normalized is not None
    law = NORMALIZATIONS[way.norm]
    shift = f" + {factor(way.beta)}" if law.shifts else ""
    scaled = f"{number(way.gamma)} × {factor(way.normalized)}{shift}"
    if law.centers:
        over = tr("normalized over the layer")
        if law.in_batches:
            over = tr("normalized over the batch")
    else:
        over = tr("normalized by the layer's rms")
        if law.in_batches:
            over = tr("normalized by the batch's rms")
    return f"{name} = γ·n + β = {scaled} = {number(value)}   ({over})"


def _summed(way: Stations, name: str, value: float) -> str:
    assert way.skip is not None
    assert way.branch is not None
    added = f"{number(way.skip)} + {factor(way.scale)} × {factor(way.branch)}"
    return tr(
        "{name} = a of layer {layer} + α·branch = {sum} = {value}",
        name=name, layer=way.skip_from, sum=added, value=number(value),
    )  # fmt: skip


def backward_stations(unit: UnitDetail, way: Stations, back: str) -> list[str]:
    """From the gradient at the layer's output to δ at z; `back`: the sum over the next layer."""
    arrived = unit.gradient_activation
    if way.gradient_skip is None:
        texts = [
            tr("∂L/∂a = Σ w·δ of the next layer = {value}", value=number(arrived)),
            f"   = {back}",
        ]
    else:
        through = arrived - way.gradient_skip
        texts = [
            tr(
                "∂L/∂a = layers + skip = {layers} + {skip} = {value}",
                layers=number(through),
                skip=factor(way.gradient_skip),
                value=number(arrived),
            ),
            tr("   layers: {sum}", sum=back),
        ]
    if way.gradient_value != arrived:
        texts.append(
            tr(
                "∂L/∂f = {value}, back through {operations}",
                value=number(way.gradient_value),
                operations=_between(way),
            )
        )
    letter = "u" if way.before or (way.skip_from and way.skip_first) else "z"
    product = f"{number(unit.derivative)} × {factor(way.gradient_value)}"
    if letter == "z":
        texts.append(f"δ = f′(z)·∂L/∂f = {product} = {number(unit.gradient_preactivation)}")
        return texts
    texts.append(f"∂L/∂u = f′(u)·∂L/∂f = {product} = {number(way.gradient_argument)}")
    delta = number(unit.gradient_preactivation)
    text = tr("δ = ∂L/∂z = {value}, back through α", value=delta)
    if way.before:
        text = tr("δ = ∂L/∂z = {value}, back through the normalization", value=delta)
    return [*texts, text]


def _between(way: Stations) -> str:
    """The operations between f and the layer's output."""
    names = []
    if way.skip_from and not way.skip_first:
        names.append("α")
    if way.mask is not None:
        names.append(tr("dropout"))
    if way.norm != "none" and not way.before:
        names.append(tr("the normalization"))
    return ", ".join(names)
