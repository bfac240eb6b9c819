"""The arithmetic of a unit of a recurrent cell, gate by gate, with its numbers."""

from __future__ import annotations

from math import tanh

from ui.panels.arithmetic.signal_path import number
from vgsim.compute.traces.cells import CellUnit, Gate
from vgsim.words import equations
from vgsim.words.equations import Side, equation, product, total
from vgsim.words.language import tr
from vgsim.words.numbers import as_shown, scientific

LETTERS = {
    "i": tr("input gate"), "f": tr("forget gate"), "g": tr("candidate"), "o": tr("output gate"),
    "r": tr("reset gate"), "z": tr("update gate"),
}  # fmt: skip


Lines = tuple[list[str], list[str]]  # forward and backward


def cell_texts(unit: CellUnit, cell: str, activation: str) -> Lines:
    """Lines of text: forward from the gates to h, and backward from dL/dh to the gates."""
    writers = {"vanilla": _vanilla, "lstm": _lstm, "gru": _gru}
    return writers[cell](unit, activation)


def _sum(gate: Gate) -> str:
    """Inputs, previous states, bias, and their sum."""
    parts = (gate.inputs, gate.states, gate.bias)
    return equation(total(*(equations.number(each) for each in parts)), sum(parts))


def _gate_line(name: str, gate: Gate, by: str) -> str:
    return f"{name} = {by}({_sum(gate)}) = {number(gate.value)}   ({LETTERS[name]})"


def _gated_tanh(gate: float, state: float) -> Side:
    """A gate times the tanh of a state."""

    def written(digits: int) -> tuple[str, float]:
        seen = scientific(state, digits)
        text = f"{scientific(gate, digits)} × tanh {f'({seen})' if state < 0 else seen}"
        return text, as_shown(gate, digits) * tanh(as_shown(state, digits))

    return written


def _tanh(inner: Side) -> Side:
    """The tanh of what is in its brackets."""

    def written(digits: int) -> tuple[str, float]:
        text, value = inner(digits)
        return f"tanh({text})", tanh(value)

    return written


def _vanilla(unit: CellUnit, activation: str) -> Lines:
    gate = unit.gates["z"]
    arrived = number(unit.gradient_hidden)
    back = equation(product(unit.slope, unit.gradient_hidden), gate.gradient)
    forward = [
        f"z = Wₓ xₜ + Wₕ hₜ₋₁ + b = {_sum(gate)}",
        f"hₜ = f(z) = {number(unit.hidden)}   ({activation})",
    ]
    return forward, [
        f"∂L/∂hₜ = {arrived}",
        f"δ = f′(z)·∂L/∂hₜ = {back}",
        tr("∂L/∂hₜ₋₁ = Σ w·δ over the units, with the same Wₕ at every step"),
    ]


def _lstm(unit: CellUnit, activation: str) -> Lines:
    gates = unit.gates
    i, f, g, o = (gates[name].value for name in "ifgo")
    state = equation(total(product(f, unit.cell_state_before), product(i, g)), unit.cell_state)
    on = equation(product(f, unit.gradient_cell_state), f * unit.gradient_cell_state)
    forward = [
        tr("each gate: inputs + states before + bias"),
        *(_gate_line(name, gates[name], "tanh" if name == "g" else "σ") for name in "ifgo"),
        f"cₜ = f·cₜ₋₁ + i·g = {state}",
        f"hₜ = o·tanh cₜ = {equation(_gated_tanh(o, unit.cell_state), unit.hidden)}",
    ]
    return forward, [
        f"∂L/∂hₜ = {number(unit.gradient_hidden)},  ∂L/∂cₜ = {number(unit.gradient_cell_state)}",
        tr("directly to cₜ₋₁: f·∂L/∂cₜ = {product}", product=on),
        _deltas(unit, "ifgo"),
    ]


def _gru(unit: CellUnit, activation: str) -> Lines:
    gates, own = unit.gates, unit.gates["s"]
    z, n = gates["z"].value, gates["n"]
    gated = product(gates["r"].value, own.states + own.bias)
    candidate = _tanh(total(equations.number(n.inputs + n.bias), gated))
    mixed = equation(total(product(1 - z, n.value), product(z, unit.before)), unit.hidden)
    on = equation(product(z, unit.gradient_hidden), z * unit.gradient_hidden)
    forward = [
        tr("each gate: inputs + states before + bias"),
        *(_gate_line(name, gates[name], "σ") for name in "rz"),
        tr(
            "n = tanh(inputs + r·states) = {product}   (candidate)",
            product=equation(candidate, n.value),
        ),
        f"hₜ = (1 − z)·n + z·hₜ₋₁ = {mixed}",
    ]
    return forward, [
        f"∂L/∂hₜ = {number(unit.gradient_hidden)}",
        tr("directly to hₜ₋₁: z·∂L/∂hₜ = {product}", product=on),
        _deltas(unit, "rzn"),
    ]


def _deltas(unit: CellUnit, letters: str) -> str:
    parts = (f"{name} {number(unit.gates[name].gradient)}" for name in letters)
    return tr("∂L/∂z of the gates: {values}", values=",  ".join(parts))
