"""Declares the settings of a network."""

from __future__ import annotations

from dataclasses import MISSING, dataclass

from vgsim.describe.field import LARGEST
from vgsim.describe.setting import setting, unsaid
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.cells import CELLS, LOSS_PLACES, RECURRENCES
from vgsim.parts.datasets import MOST_STEPS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.parts.losses import LOSSES, OUTPUTS
from vgsim.parts.normalizations import (
    BRANCH_SCALES,
    NORM_MOMENTUM,
    NORMALIZATION_PLACES,
    NORMALIZATIONS,
    RESIDUAL_PLACES,
)
from vgsim.parts.precision import FORMATS
from vgsim.words.numbers import raised


# fmt: off
@dataclass(frozen=True, slots=True)
class WeightEdit:
    """A weight or bias set to a typed value just before the pass of update `step`.

    `layer` counts from 1 (first hidden layer) to depth + 1 (output layer), `unit` and `input`
    from 0; `input` is None for a bias.
    """

    step: int = setting(MISSING, "Update", "The update before which the value is set",
        (0, 2**53 - 1))
    layer: int = setting(MISSING, "Layer", "Layer, counted from 1", (1, 201))
    unit: int = setting(MISSING, "Unit", "Unit, counted from 0", (0, 2**31))
    input: int | None = setting(MISSING, "Input", "Unit of the layer before; null: the bias",
        (0, 2**31))
    value: float = setting(MISSING, "Value", "The weight or bias")


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """A hidden layer's own settings; None and False mean the network's.

    `layer` counts from 1. A layer's own activation uses its default parameters unless given here.
    """

    layer: int = setting(MISSING, "Layer", "Hidden layer, counted from 1", (1, 200))
    activation: str | None = setting(None, "Activation",
        "This layer's own activation; null: the network's", choices=ACTIVATIONS)
    alpha: float | None = setting(None, "α", "Parameter of the layer's own activation", (-100, 100),
        (0, 2), of="activation")
    initializer: str | None = setting(None, "Initializer",
        "This layer's own initializer; null: the network's", choices=INITIALIZERS)
    gain: float | None = setting(None, "Gain", "This layer's own gain; null: the network's",
        (0, LARGEST), (0.1, 20), logarithmic=True)
    frozen: bool = setting(False, "Frozen", "The layer keeps its initial weights")


@dataclass(frozen=True, slots=True)
class NetworkSpec:
    """A network. None means the default of the chosen part."""

    depth: int = setting(20, "Depth", "Hidden layers", (1, 200), (1, 100, 1), always=True,
        restarts=True, says=lambda n: f"{n.depth} layers" if n.cell == "none" else "", rank=3,
        axis=2, form="network", order=1, shown=lambda n: n.cell == "none")
    width: int = setting(32, "Width", "Units of every hidden layer", (1, 256), (1, 256, 1),
        always=True, restarts=True, rank=3, axis=2, form="network", order=1,
        says=lambda n: ", ".join(map(str, n.widths)) if n.widths else f"{n.width} wide",
        shown=lambda n: not n.widths)
    # empty: `width` everywhere
    widths: tuple[int, ...] = setting((), "Widths", "Units of each hidden layer, one by one",
        (1, 256), only="feedforward", of="width", restarts=True, says=unsaid, form="more")
    activation: str = setting("sigmoid", "Activation",
        "Function that every hidden unit applies to its preactivation z", choices=ACTIVATIONS,
        always=True,
        says=unsaid, form="network", order=3,
        shown=lambda n: n.cell == "none" or CELLS[n.cell].chooses)
    alpha: float | None = setting(None, "α", "Parameter of the activation", (-100, 100), (0, 2),
        of="activation", axis=3)
    lower: float | None = setting(None, "Lower", "Smallest slope RReLU draws", (0, 1),
        of="activation",
        says=lambda n: "" if n.lower is None and n.upper is None else "other bounds")
    upper: float | None = setting(None, "Upper", "Largest slope RReLU draws", (0, 1),
        of="activation", says=unsaid)
    per_unit: bool = setting(False, "α per unit",
        "PReLU learns one slope per unit instead of one per layer", only="feedforward",
        of="activation", form="network", order=3, shown=lambda n: ACTIVATIONS[n.activation].learned)
    initializer: str = setting("xavier_normal", "Initializer", "How the weights are drawn",
        choices=INITIALIZERS, always=True, restarts=True, form="network", order=5)
    gain: float = setting(1.0, "Gain", "Factor on all initial weights", (0, LARGEST), (0.1, 20),
        logarithmic=True, restarts=True, says=lambda n: f"gain {n.gain:g}", axis=2, form="network",
        order=5)
    offset: float = setting(0.0, "Offset",
        "Added to all initial weights, after the gain: their mean is then not 0",
        (-LARGEST, LARGEST), (-1, 1, 0.01), restarts=True, form="network", order=5,
        says=lambda n: f"weights around {n.offset:g}" if n.offset else "")
    scale: float | None = setting(None, "Scale",
        "Standard deviation, bound or value of the weights",
        (-LARGEST, LARGEST), (0.001, 10), logarithmic=True, of="initializer", restarts=True, axis=3)
    bias: float | None = setting(None, "Bias", "Initial bias of all units; null: the initializer's",
        (-LARGEST, LARGEST), (-5, 5, 0.1), restarts=True, axis=3, form="more")
    sigma_w: float | None = setting(None, "Weight σ",
        "Initializer critical: standard deviation of the weights times √fan-in", (0, LARGEST),
        (0.1, 15),
        logarithmic=True, of="initializer", restarts=True, axis=1)
    sigma_b: float | None = setting(None, "Bias σ",
        "Standard deviation of the initial biases; null: all biases the same", (0, LARGEST),
        restarts=True, axis=1, form="more", order=1)
    normalization: str = setting("none", "Normalize",
        "How every hidden layer's signals are normalized", choices=NORMALIZATIONS,
        only="feedforward", says=lambda n: _normalization(n), form="cures")
    normalization_place: str = setting("before", "Place", "Where the signals are normalized",
        choices=NORMALIZATION_PLACES, only="feedforward", says=unsaid, form="cures",
        shown=lambda n: n.normalization != "none")
    norm_momentum: float = setting(NORM_MOMENTUM, "Norm momentum",
        "Weight of the newest batch in batch norm's running statistics, used in evaluation", (0, 1),
        (0, 1, 0.01), only="feedforward", form="cures",
        says=lambda n: f"norm momentum {n.norm_momentum:g}" if _in_batches(n) else "",
        shown=lambda n: _in_batches(n))
    residual: int = setting(0, "Skip length",
        "Number of layers that each skip bypasses, from layer 1 on; 0: none", (0, 200), (0, 10, 1),
        only="feedforward", says=lambda n: _skips(n), axis=4, form="cures")
    residual_place: str = setting("pre", "Sum", "Where the skip is added: before or after f",
        choices=RESIDUAL_PLACES, only="feedforward", says=unsaid, form="cures",
        shown=lambda n: n.residual > 0)
    branch_scale: str = setting("one", "Branch scale",
        "Factor α on the branch that a skip bypasses", choices=BRANCH_SCALES, only="feedforward",
        says=unsaid, form="cures", shown=lambda n: n.residual > 0)
    dropout: float = setting(0.0, "Dropout",
        "Fraction of activations set to 0 in training, drawn again for each pass", (0, 0.99),
        (0, 0.9, 0.05), only="feedforward", axis=3, form="cures")
    output: str | None = setting(None, "Output", "Output function; null: what suits the data",
        choices=OUTPUTS, rank=4, form="more")
    loss: str | None = setting(None, "Loss", "What is minimized; null: what suits the data",
        choices=LOSSES, of="output", rank=4, form="more")
    dtype: str = setting("float64", "Precision",
        "Format of all numbers: in float32 small gradients really become 0", choices=FORMATS,
        restarts=True, says=lambda n: n.dtype, rank=4, form="more", order=1)
    loss_scale: int = setting(0, "Loss scale 2ᵏ",
        "The backward pass multiplies the loss by 2ᵏ, so that small gradients do not become 0",
        (0, 60), (0, 24, 1), only="feedforward", rank=4, form="more", order=1,
        says=lambda n: f"loss × 2{raised(n.loss_scale)}" if n.loss_scale else "")
    # "none": feedforward; else a recurrent network with `width` units in each of `stack` layers
    cell: str = setting("none", "Recurrent",
        "The cell that is repeated at every step of a sequence",
        choices=CELLS, restarts=True, says=unsaid, form="network")
    stack: int = setting(1, "Stacked layers",
        "Recurrent cells on top of each other, each reading the states of the one below", (1, 4),
        (1, 4, 1),
        only="recurrent", restarts=True, rank=2, axis=4, form="network", order=2,
        says=lambda n: f"{n.stack} stacked layer{'s' if n.stack > 1 else ''}")
    recurrence: str = setting("uniform", "Recurrent weights",
        "How the weights from state to state are drawn", choices=RECURRENCES, only="recurrent",
        restarts=True, form="network", order=4)
    spectral_radius: float = setting(1.0, "Spectral radius ρ",
        "Factor on the recurrent weights; below 1 a state fades, above 1 it may explode",
        (0, LARGEST), (0, 2, 0.01), only="recurrent", restarts=True,
        says=lambda n: f"ρ = {n.spectral_radius:g}", axis=4, form="network", order=4)
    forget_bias: float | None = setting(None, "Forget bias",
        "Initial bias of an LSTM's forget gate or a GRU's update gate: high keeps the state; "
        "null: 1 and 0, or drawn", (-LARGEST, LARGEST), (-4, 8, 0.1), only="recurrent",
        restarts=True, axis=4, form="network", order=4,
        shown=lambda n: CELLS[n.cell].opened is not None)
    loss_at: str | None = setting(None, "Loss on",
        "Steps that contribute to the loss; null: as the task requires", choices=LOSS_PLACES,
        only="recurrent", rank=2, form="network", order=6,
        says=lambda n: f"loss on {LOSS_PLACES[n.loss_at].label.lower()}" if n.loss_at else "")
    truncation: int = setting(0, "Cut gradient after",
        "Steps that the gradient goes back from the end (truncated BPTT); 0: all steps",
        (0, MOST_STEPS), (0, 100, 1), only="recurrent", rank=2, axis=4, form="network", order=6,
        says=lambda n: f"{n.truncation} steps back" if n.truncation else "")
    layers: tuple[LayerSpec, ...] = setting((), only="feedforward", rank=4,
        says=lambda n: "some layers changed" if n.layers else "")
    edits: tuple[WeightEdit, ...] = setting((), only="feedforward", restarts=True, rank=4,
        says=lambda n: "weights edited" if n.edits else "")
# fmt: on


def _in_batches(network: NetworkSpec) -> bool:
    return NORMALIZATIONS[network.normalization].in_batches


def _normalization(network: NetworkSpec) -> str:
    if network.normalization == "none":
        return ""
    name = NORMALIZATIONS[network.normalization].label.lower()
    return name if network.normalization_place == "before" else f"{name} after f"


def _skips(network: NetworkSpec) -> str:
    if not network.residual:
        return ""
    parts = ["skips" if network.residual == 1 else f"skips over {network.residual}"]
    if network.residual_place == "post":
        parts.append("before f")
    if network.branch_scale != "one":
        parts.append(BRANCH_SCALES[network.branch_scale].label)
    return " ".join(parts)
