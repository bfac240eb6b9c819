"""The arithmetic of a unit of a recurrent cell, gate by gate, with its numbers."""

from __future__ import annotations

from ui.panels.inspector.signal_path import factor, number
from vgsim.compute.traces.trace import CellUnit, Gate
from vgsim.words.language import tr

LETTERS = {
    "i": tr("input gate"), "f": tr("forget gate"), "g": tr("candidate"), "o": tr("output gate"),
    "r": tr("reset gate"), "z": tr("update gate"),
}  # fmt: skip


def cell_texts(unit: CellUnit, cell: str, activation: str) -> list[str]:
    """Lines of text: forward from the gates to h, then backward from dL/dh to the gates."""
    writers = {"vanilla": _vanilla, "lstm": _lstm, "gru": _gru}
    return writers[cell](unit, activation)


def _sum(gate: Gate) -> str:
    """Inputs, previous states, bias, and their sum."""
    total = gate.inputs + gate.states + gate.bias
    parts = f"{number(gate.inputs)} + {factor(gate.states)} + {factor(gate.bias)}"
    return f"{parts} = {number(total)}"


def _squashed(name: str, gate: Gate, by: str) -> str:
    return f"{name} = {by}({_sum(gate)}) = {number(gate.value)}   ({LETTERS[name]})"


def _product(*factors: float) -> str:
    return " × ".join((number(factors[0]), *(factor(each) for each in factors[1:])))


def _vanilla(unit: CellUnit, activation: str) -> list[str]:
    gate = unit.gates["z"]
    arrived = number(unit.gradient_hidden)
    back = _product(unit.slope, unit.gradient_hidden)
    return [
        f"z = Wₓ xₜ + Wₕ hₜ₋₁ + b = {_sum(gate)}",
        f"hₜ = f(z) = {number(unit.hidden)}   ({activation})",
        f"∂L/∂hₜ = {arrived}",
        f"δ = f′(z)·∂L/∂hₜ = {back} = {number(gate.gradient)}",
        tr("∂L/∂hₜ₋₁ = Σ w·δ over the units, with the same Wₕ at every step"),
    ]


def _lstm(unit: CellUnit, activation: str) -> list[str]:
    gates = unit.gates
    i, f, g, o = (gates[name].value for name in "ifgo")
    kept, new = _product(f, unit.cell_state_before), _product(i, g)
    on = number(f * unit.gradient_cell_state)
    return [
        tr("each gate: inputs + states before + bias"),
        *(_squashed(name, gates[name], "tanh" if name == "g" else "σ") for name in "ifgo"),
        f"cₜ = f·cₜ₋₁ + i·g = {kept} + {new} = {number(unit.cell_state)}",
        f"hₜ = o·tanh cₜ = {number(o)} × tanh {factor(unit.cell_state)} = {number(unit.hidden)}",
        f"∂L/∂hₜ = {number(unit.gradient_hidden)},  ∂L/∂cₜ = {number(unit.gradient_cell_state)}",
        tr(
            "directly to cₜ₋₁: f·∂L/∂cₜ = {product} = {value}",
            product=_product(f, unit.gradient_cell_state),
            value=on,
        ),
        _deltas(unit, "ifgo"),
    ]


def _gru(unit: CellUnit, activation: str) -> list[str]:
    gates, own = unit.gates, unit.gates["s"]
    z, n = gates["z"].value, gates["n"]
    gated = f"{factor(gates['r'].value)} × {factor(own.states + own.bias)}"
    seen = f"{number(n.inputs + n.bias)} + {gated}"
    mixed = f"{_product(1 - z, n.value)} + {_product(z, unit.before)}"
    on = number(z * unit.gradient_hidden)
    return [
        tr("each gate: inputs + states before + bias"),
        *(_squashed(name, gates[name], "σ") for name in "rz"),
        tr(
            "n = tanh(inputs + r·states) = tanh({sum}) = {value}   (candidate)",
            sum=seen,
            value=number(n.value),
        ),
        f"hₜ = (1 − z)·n + z·hₜ₋₁ = {mixed} = {number(unit.hidden)}",
        f"∂L/∂hₜ = {number(unit.gradient_hidden)}",
        tr(
            "directly to hₜ₋₁: z·∂L/∂hₜ = {product} = {value}",
            product=_product(z, unit.gradient_hidden),
            value=on,
        ),
        _deltas(unit, "rzn"),
    ]


def _deltas(unit: CellUnit, letters: str) -> str:
    parts = (f"{name} {number(unit.gates[name].gradient)}" for name in letters)
    return tr("∂L/∂z of the gates: {values}", values=",  ".join(parts))
