"""What a trace holds of the cells of a recurrent network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vgsim.compute.arrays.types import FloatArray


@dataclass(frozen=True, slots=True)
class CellDetail:
    """One level of a recurrent network over time, for the watched example.

    If no example is watched: means of magnitudes over the batch. Gradients are those of L_example.
    """

    level: int  # from 0
    inputs: FloatArray  # (steps, n): x_1 ... x_T, or the states of the level below
    gates: Mapping[str, FloatArray]  # (steps, units) by the gate's letter; a vanilla cell has none
    hidden: FloatArray  # (steps, units) h_1 ... h_T
    cell_state: FloatArray  # (steps, units) c_1 ... c_T of an LSTM, else (0, 0)
    outputs: FloatArray  # (steps, outputs), or (1, outputs) of the last step
    targets: FloatArray  # encoded, in the shape of `outputs`
    grad_hidden: FloatArray  # (steps, units)
    grad_cell_state: FloatArray  # (steps, units), or (0, 0)


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate of a unit at a step: z = inputs + states + bias."""

    inputs: float  # weighted sum of the inputs
    states: float  # weighted sum of the previous hidden states
    bias: float
    value: float  # sigmoid or tanh of z; in a vanilla cell f(z)
    gradient: float  # dL_example/dz


@dataclass(frozen=True, slots=True)
class CellUnit:
    """The arithmetic of the watched unit of a cell at the watched step, for one example."""

    step: int
    level: int  # from 0
    unit: int  # index within the level
    example: int
    gates: Mapping[str, Gate]  # by letter; a vanilla cell has only "z"
    before: float  # h of the previous step
    hidden: float
    cell_state_before: float  # c of the previous step; 0 if the cell has no c
    cell_state: float
    gradient_hidden: float  # dL_example/dh_t
    gradient_cell_state: float  # dL_example/dc_t
    slope: float  # f'(z) of a vanilla cell
