"""One unit's signal from z to the layer's output, and its gradient back, as text."""

from __future__ import annotations

from vgsim.compute.traces.trace import SignalPath, UnitDetail
from vgsim.parts.normalizations import NORMALIZATIONS
from vgsim.words import equations
from vgsim.words.equations import DIGITS, equation, product, total
from vgsim.words.language import tr
from vgsim.words.numbers import scientific


def number(value: float) -> str:
    """A value as text in scientific notation, with the digits of this panel."""
    return scientific(value, DIGITS)


def factor(value: float) -> str:
    """A number after an operator, in brackets if it is negative."""
    return f"({number(value)})" if value < 0 else number(value)


def forward_path(unit: UnitDetail, path: SignalPath, activation: str) -> list[str]:
    """One line per operation: normalization, skip and f, dropout, skip."""
    signal, letter, texts = unit.preactivation, "z", []
    if path.before:
        signal = path.gamma * (path.normalized or 0.0) + path.beta
        texts.append(_normalized(path, "u", signal))
        letter = "u"
    if path.skip_from and path.skip_first:
        signal, letter = path.argument, "u"
        texts.append(_summed(path, "u", signal))
    signal = path.value
    texts.append(f"f({letter}) = {number(signal)}   ({activation})")
    if path.norm != "none" and not path.before:
        signal = path.gamma * (path.normalized or 0.0) + path.beta
        texts.append(_normalized(path, "v", signal))
    if path.mask is not None:
        masked = equation(product(signal, path.mask), signal * path.mask)
        texts.append(tr("dropout: {product}", product=masked))
        signal *= path.mask
    if path.skip_from and not path.skip_first:
        texts.append(_summed(path, "a", unit.activation))
    elif signal != path.value:
        texts.append(f"a = {number(unit.activation)}")
    return texts


def _normalized(path: SignalPath, name: str, value: float) -> str:
    assert path.normalized is not None
    kind = NORMALIZATIONS[path.norm]
    shift = (equations.number(path.beta),) if kind.shifts else ()
    scaled = total(product(path.gamma, path.normalized), *shift)
    if kind.centers:
        over = tr("normalized over the layer")
        if kind.in_batches:
            over = tr("normalized over the batch")
    else:
        over = tr("normalized by the layer's rms")
        if kind.in_batches:
            over = tr("normalized by the batch's rms")
    return f"{name} = γ·n + β = {equation(scaled, value)}   ({over})"


def _summed(path: SignalPath, name: str, value: float) -> str:
    assert path.skip is not None
    assert path.branch is not None
    added = total(equations.number(path.skip), product(path.scale, path.branch))
    return tr(
        "{name} = a of layer {layer} + α·branch = {sum}",
        name=name, layer=path.skip_from, sum=equation(added, value),
    )  # fmt: skip


def backward_path(unit: UnitDetail, path: SignalPath, back: str) -> list[str]:
    """From the gradient at the layer's output to δ at z.

    `back` is the sum over the next layer, beginning with = or ≈.
    """
    arrived = unit.gradient_activation
    if path.gradient_skip is None:
        texts = [
            tr("∂L/∂a = Σ w·δ of the next layer = {value}", value=number(arrived)),
            f"   {back}",
        ]
    else:
        through = arrived - path.gradient_skip
        added = total(equations.number(through), equations.number(path.gradient_skip))
        texts = [
            tr("∂L/∂a = layers + skip = {sum}", sum=equation(added, arrived)),
            tr("   layers {sum}", sum=back),
        ]
    if path.gradient_value != arrived:
        texts.append(
            tr(
                "∂L/∂f = {value}, back through {operations}",
                value=number(path.gradient_value),
                operations=_between(path),
            )
        )
    letter = "u" if path.before or (path.skip_from and path.skip_first) else "z"
    passed = product(unit.derivative, path.gradient_value)
    if letter == "z":
        texts.append(f"δ = f′(z)·∂L/∂f = {equation(passed, unit.gradient_preactivation)}")
        return texts
    texts.append(f"∂L/∂u = f′(u)·∂L/∂f = {equation(passed, path.gradient_argument)}")
    delta = number(unit.gradient_preactivation)
    text = tr("δ = ∂L/∂z = {value}, back through α", value=delta)
    if path.before:
        text = tr("δ = ∂L/∂z = {value}, back through the normalization", value=delta)
    return [*texts, text]


def _between(path: SignalPath) -> str:
    """The operations between f and the layer's output."""
    names = []
    if path.skip_from and not path.skip_first:
        names.append("α")
    if path.mask is not None:
        names.append(tr("dropout"))
    if path.norm != "none" and not path.before:
        names.append(tr("the normalization"))
    return ", ".join(names)
