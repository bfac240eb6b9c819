"""Declares the settings of a network."""

from __future__ import annotations

from dataclasses import MISSING, dataclass

from vgsim.describe.field import LARGEST
from vgsim.describe.setting import setting, untitled
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
from vgsim.words.language import tr
from vgsim.words.numbers import raised

# Names in a title, which begins with another word.
_NORMALIZED = {"batch": tr("batch norm"), "layer": tr("layer norm"), "rms": tr("rms norm")}


# fmt: off
@dataclass(frozen=True, slots=True)
class WeightEdit:
    """A weight or bias set to a typed value just before the pass of update `step`.

    `layer` counts from 1 (first hidden layer) to depth + 1 (output layer), `unit` and `input`
    from 0; `input` is None for a bias.
    """

    step: int = setting(MISSING, tr("Update"), tr("The update before which the value is set"),
        (0, 2**53 - 1))
    layer: int = setting(MISSING, tr("Layer"), tr("Layer, counted from 1"), (1, 201))
    unit: int = setting(MISSING, tr("Unit"), tr("Unit, counted from 0"), (0, 2**31))
    input: int | None = setting(MISSING, tr("Input"),
        tr("Input of the unit (a unit of the previous layer), counted from 0"),
        (0, 2**31), null=tr("the bias"))
    value: float = setting(MISSING, tr("Value"), tr("The weight or bias"))


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """A hidden layer's own settings; None and False mean the network's.

    `layer` counts from 1. A layer's own activation uses its default parameters unless given here.
    """

    layer: int = setting(MISSING, tr("Layer"), tr("Hidden layer, counted from 1"), (1, 200))
    activation: str | None = setting(None, tr("Activation"),
        tr("This layer's own activation"), choices=ACTIVATIONS, null=tr("the network's"))
    alpha: float | None = setting(None, "α", tr("Parameter of the layer's own activation"),
        (-100, 100), (0, 2), of="activation")
    initializer: str | None = setting(None, tr("Initializer"),
        tr("This layer's own initializer"), choices=INITIALIZERS, null=tr("the network's"))
    gain: float | None = setting(None, tr("Gain"), tr("This layer's own gain"),
        (0, LARGEST), (0.1, 20), logarithmic=True, null=tr("the network's"))
    frozen: bool = setting(False, tr("Frozen"), tr("The layer keeps its initial weights"))


@dataclass(frozen=True, slots=True)
class NetworkSpec:
    """A network. None means the default of the chosen part."""

    depth: int = setting(20, tr("Depth"), tr("Hidden layers"), (1, 200), (1, 100, 1), always=True,
        restarts=True, title=lambda n: tr("%n layer(s)", "", n.depth) if n.cell == "none" else "",
        rank=3, axis=2, form="network", order=1, visible=lambda n: n.cell == "none")
    width: int = setting(32, tr("Width"), tr("Units of every hidden layer"), (1, 256), (1, 256, 1),
        always=True, restarts=True, rank=3, axis=2, form="network", order=1,
        title=lambda n: ", ".join(map(str, n.widths)) if n.widths
        else tr("{width} wide", width=n.width),
        visible=lambda n: not n.widths)
    # empty: `width` everywhere
    widths: tuple[int, ...] = setting((), tr("Widths"),
        tr("Units of each hidden layer, one by one"), (1, 256), only="feedforward", of="width",
        restarts=True, title=untitled, form="more")
    activation: str = setting("sigmoid", tr("Activation"),
        tr("Function that every hidden unit applies to its preactivation z"), choices=ACTIVATIONS,
        always=True,
        title=untitled, form="network", order=3,
        visible=lambda n: n.cell == "none" or CELLS[n.cell].any_activation)
    alpha: float | None = setting(None, "α", tr("Parameter of the activation"), (-100, 100),
        (0, 2), of="activation", axis=3,
        title=lambda n: "" if n.alpha is None else f"α = {n.alpha:g}")
    lower: float | None = setting(None, tr("Lower"), tr("Smallest slope that RReLU draws"), (0, 1),
        of="activation",
        title=lambda n: "" if n.lower is None and n.upper is None else tr("other bounds"))
    upper: float | None = setting(None, tr("Upper"), tr("Largest slope that RReLU draws"), (0, 1),
        of="activation", title=untitled)
    per_unit: bool = setting(False, tr("α per unit"),
        tr("PReLU learns one slope per unit instead of one per layer"), only="feedforward",
        of="activation", form="network", order=3,
        title=lambda n: tr("α per unit") if n.per_unit else "",
        visible=lambda n: ACTIVATIONS[n.activation].learned)
    initializer: str = setting("xavier_normal", tr("Initializer"), tr("How the weights are drawn"),
        choices=INITIALIZERS, always=True, restarts=True, form="network", order=5)
    gain: float = setting(1.0, tr("Gain"), tr("Factor on all initial weights"), (0, LARGEST),
        (0.1, 20), logarithmic=True, restarts=True,
        title=lambda n: tr("gain {value}", value=f"{n.gain:g}"), axis=2, form="network", order=5)
    offset: float = setting(0.0, tr("Offset"),
        tr("Added to all initial weights, after the gain: their mean is then not 0"),
        (-LARGEST, LARGEST), (-1, 1, 0.01), restarts=True, form="network", order=5,
        title=lambda n: tr("weights around {value}", value=f"{n.offset:g}") if n.offset else "")
    scale: float | None = setting(None, tr("Scale"),
        tr("Standard deviation, bound or value of the weights"),
        (-LARGEST, LARGEST), (0.001, 10), logarithmic=True, of="initializer", restarts=True, axis=3,
        title=lambda n: "" if n.scale is None else tr("scale {value}", value=f"{n.scale:g}"))
    bias: float | None = setting(None, tr("Bias"),
        tr("Initial bias of all units"), (-LARGEST, LARGEST), (-5, 5, 0.1),
        restarts=True, axis=3, form="more",
        title=lambda n: "" if n.bias is None else tr("bias {value}", value=f"{n.bias:g}"),
        null=tr("the initializer's"))
    sigma_w: float | None = setting(None, tr("Weight σ"),
        tr("Initializer critical: standard deviation of the weights times √fan-in"), (0, LARGEST),
        (0.1, 15), logarithmic=True, of="initializer", restarts=True, axis=1,
        title=lambda n: "" if n.sigma_w is None else tr("weight σ {value}", value=f"{n.sigma_w:g}"))
    sigma_b: float | None = setting(None, tr("Bias σ"),
        tr("Standard deviation of the initial biases"), (0, LARGEST),
        restarts=True, axis=1, form="more", order=1,
        title=lambda n: "" if n.sigma_b is None else tr("bias σ {value}", value=f"{n.sigma_b:g}"),
        null=tr("all biases the same"))
    normalization: str = setting("none", tr("Normalize"),
        tr("How every hidden layer's signals are normalized"), choices=NORMALIZATIONS,
        only="feedforward", title=lambda n: _normalization(n), form="remedies")
    normalization_place: str = setting("before", tr("Place"),
        tr("Where the signals are normalized"), choices=NORMALIZATION_PLACES, only="feedforward",
        title=untitled, form="remedies", visible=lambda n: n.normalization != "none")
    norm_momentum: float = setting(NORM_MOMENTUM, tr("Norm momentum"),
        tr("Weight of the newest batch in batch norm's running statistics, used in evaluation"),
        (0, 1), (0, 1, 0.01), only="feedforward", form="remedies",
        title=lambda n: _norm_momentum(n), visible=lambda n: _in_batches(n))
    residual: int = setting(0, tr("Skip length"),
        tr("Number of layers that each skip bypasses, from layer 1 on; 0: none"), (0, 200),
        (0, 10, 1), only="feedforward", title=lambda n: _skips(n), axis=4, form="remedies")
    residual_place: str = setting("pre", tr("Sum"),
        tr("Where the skip is added: before or after f"), choices=RESIDUAL_PLACES,
        only="feedforward", title=untitled, form="remedies", visible=lambda n: n.residual > 0)
    branch_scale: str = setting("one", tr("Branch scale"),
        tr("Factor α on the branch that a skip bypasses"), choices=BRANCH_SCALES,
        only="feedforward", title=untitled, form="remedies", visible=lambda n: n.residual > 0)
    dropout: float = setting(0.0, tr("Dropout"),
        tr("Fraction of activations set to 0 in training, drawn again for each pass"), (0, 0.99),
        (0, 0.9, 0.05), only="feedforward", axis=3, form="remedies",
        title=lambda n: tr("dropout {value}", value=f"{n.dropout:g}") if n.dropout else "")
    output: str | None = setting(None, tr("Output"),
        tr("Output function"), choices=OUTPUTS, rank=4, form="more", null=tr("what suits the data"))
    loss: str | None = setting(None, tr("Loss"), tr("What is minimized"),
        choices=LOSSES, of="output", rank=4, form="more", null=tr("what suits the data"))
    dtype: str = setting("float64", tr("Precision"),
        tr("Format of all numbers: in float32 small gradients really become 0"), choices=FORMATS,
        restarts=True, title=lambda n: n.dtype, rank=4, form="more", order=1)
    loss_scale: int = setting(0, tr("Loss scale 2ᵏ"),
        tr("The backward pass multiplies the loss by 2ᵏ, so that small gradients do not become "
        "0"),
        (0, 60), (0, 24, 1), only="feedforward", rank=4, form="more", order=1,
        title=lambda n: tr("loss × {scale}", scale=f"2{raised(n.loss_scale)}") if n.loss_scale
        else "")
    # "none": feedforward; else a recurrent network with `width` units in each of `stack` layers
    cell: str = setting("none", tr("Recurrent"),
        tr("The cell that is repeated at every step of a sequence"),
        choices=CELLS, restarts=True, title=untitled, form="network")
    stack: int = setting(1, tr("Stacked layers"),
        tr("Recurrent cells on top of each other, each reading the states of the one below"),
        (1, 4), (1, 4, 1), only="recurrent", restarts=True, rank=2, axis=4, form="network", order=2,
        title=lambda n: tr("%n stacked layer(s)", "", n.stack))
    recurrence: str = setting("uniform", tr("Recurrent weights"),
        tr("How the weights from state to state are drawn"), choices=RECURRENCES, only="recurrent",
        restarts=True, form="network", order=4)
    spectral_radius: float = setting(1.0, tr("Spectral radius ρ"),
        tr("Factor on the recurrent weights; below 1 a state fades, above 1 it may explode"),
        (0, LARGEST), (0, 2, 0.01), only="recurrent", restarts=True,
        title=lambda n: f"ρ = {n.spectral_radius:g}", axis=4, form="network", order=4)
    forget_bias: float | None = setting(None, tr("Forget bias"),
        tr("Initial bias of an LSTM's forget gate or a GRU's update gate: high keeps the state"),
        (-LARGEST, LARGEST), (-4, 8, 0.1), only="recurrent", restarts=True, axis=4,
        form="network", order=4, title=lambda n: _forget_bias(n),
        visible=lambda n: CELLS[n.cell].keep_gate is not None, null=tr("1 (LSTM), 0 (GRU), or "
                                                                       "drawn"))
    loss_at: str | None = setting(None, tr("Loss on"),
        tr("Steps that contribute to the loss"), choices=LOSS_PLACES,
        only="recurrent", rank=2, form="network", order=6,
        title=lambda n: _loss_at(n), null=tr("as the task requires"))
    truncation: int = setting(0, tr("Cut gradient after"),
        tr("Steps that the gradient goes back from the end (truncated BPTT); 0: all steps"),
        (0, MOST_STEPS), (0, 100, 1), only="recurrent", rank=2, axis=4, form="network", order=6,
        title=lambda n: tr("%n step(s) back", "", n.truncation) if n.truncation else "")
    layers: tuple[LayerSpec, ...] = setting((), only="feedforward", rank=4,
        title=lambda n: tr("some layers changed") if n.layers else "")
    edits: tuple[WeightEdit, ...] = setting((), only="feedforward", restarts=True, rank=4,
        title=lambda n: tr("weights edited") if n.edits else "")
# fmt: on


def _in_batches(network: NetworkSpec) -> bool:
    return NORMALIZATIONS[network.normalization].in_batches


def _normalization(network: NetworkSpec) -> str:
    if network.normalization == "none":
        return ""
    name = _NORMALIZED.get(network.normalization, NORMALIZATIONS[network.normalization].label)
    if network.normalization_place == "before":
        return name
    return tr("{normalization} after f", normalization=name)


def _norm_momentum(network: NetworkSpec) -> str:
    if not _in_batches(network):
        return ""
    return tr("norm momentum {value}", value=f"{network.norm_momentum:g}")


def _skips(network: NetworkSpec) -> str:
    if not network.residual:
        return ""
    post, over = network.residual_place == "post", network.residual
    if over == 1:
        skips = tr("skips before f") if post else tr("skips")
    elif post:
        skips = tr("skips over {layers} before f", layers=over)
    else:
        skips = tr("skips over {layers}", layers=over)
    if network.branch_scale == "one":
        return skips
    return tr("{skips} {scale}", scale=BRANCH_SCALES[network.branch_scale].label, skips=skips)


def _forget_bias(network: NetworkSpec) -> str:
    if network.forget_bias is None:
        return ""
    return tr("forget bias {value}", value=f"{network.forget_bias:g}")


def _loss_at(network: NetworkSpec) -> str:
    if network.loss_at is None:
        return ""
    return tr("loss on last step") if network.loss_at == "last" else tr("loss on every step")
