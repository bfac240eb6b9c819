"""What is a lane called? By the one thing in which it differs from the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from vgsim.describe.spec import Experiment, Lane, NetworkSpec
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.cells import CELLS, LOSS_PLACES, RECURRENCES
from vgsim.parts.datasets import DATASETS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.parts.losses import LOSSES, OUTPUTS
from vgsim.parts.normalizations import BRANCH_SCALES, NORMALIZATIONS
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.words.numbers import raised
from vgsim.words.plain import plain

LONGEST_TARGET = 30  # characters of a column's name in a title


def _open(label: str, value: object) -> str:
    return "" if value is None else f"{label} {'= ' if len(label) == 1 else ''}{value:g}"


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


# How a network's setting is said, in the order in which differences are named.
_SAID: tuple[Callable[[NetworkSpec], str], ...] = (
    lambda n: _open("α", n.alpha),
    lambda n: "" if n.lower is None and n.upper is None else "other bounds",
    lambda n: "α per unit" if n.per_unit else "",
    lambda n: INITIALIZERS[n.initializer].label,
    lambda n: f"gain {n.gain:g}",
    lambda n: f"weights around {n.offset:g}" if n.offset else "",
    lambda n: _open("scale", n.scale),
    lambda n: _open("bias", n.bias),
    lambda n: _open("weight σ", n.sigma_w),
    lambda n: _open("bias σ", n.sigma_b),
    _normalization,
    lambda n: f"norm momentum {n.norm_momentum:g}" if n.normalization == "batch" else "",
    _skips,
    lambda n: f"dropout {n.dropout:g}" if n.dropout else "",
    lambda n: RECURRENCES[n.recurrence].label if n.cell != "none" else "",
    lambda n: f"ρ = {n.spectral_radius:g}" if n.cell != "none" else "",
    lambda n: _open("forget bias", n.forget_bias),
    lambda n: f"{n.stack} level{'s' if n.stack > 1 else ''}" if n.cell != "none" else "",
    lambda n: f"loss at {LOSS_PLACES[n.loss_at].label.lower()}" if n.loss_at else "",
    lambda n: f"{n.truncation} steps back" if n.truncation else "",
    lambda n: f"{n.depth} layers" if n.cell == "none" else "",
    lambda n: ", ".join(map(str, n.widths)) if n.widths else f"{n.width} wide",
    lambda n: OUTPUTS[n.output].label if n.output else "",
    lambda n: LOSSES[n.loss].label if n.loss else "",
    lambda n: n.dtype,
    lambda n: f"loss × 2{raised(n.loss_scale)}" if n.loss_scale else "",
    lambda n: "single layers changed" if n.layers else "",
    lambda n: "weights typed in" if n.edits else "",
)


def _apart(experiment: Experiment, lane: Lane) -> Iterator[str]:
    """What a lane has of its own beside its network."""
    data, shared = lane.data or experiment.data, experiment.data
    if data.name != shared.name:
        yield DATASETS[data.name].label
    if data.name == "csv" == shared.name:
        if data.target != shared.target:
            yield (
                "another target"
                if data.target is None
                else f"predicts {plain(str(data.target), LONGEST_TARGET)}"
            )
        if data.leave_out != shared.leave_out:
            yield "other columns"
        if (data.task, data.missing) != (shared.task, shared.missing):
            yield "read differently"
    if data.length is not None and data.length != shared.length:
        yield f"{data.length} steps"
    if data.batch_size != shared.batch_size:
        yield f"batch {data.batch_size}"
    if data.label_noise != shared.label_noise:
        yield f"{data.label_noise:.0%} wrong labels"
    if data.standardize != shared.standardize:
        yield "standardized" if data.standardize else "not standardized"
    if data.standardize_target != shared.standardize_target:
        yield f"target {'' if data.standardize_target else 'not '}standardized"
    if data.class_weights != shared.class_weights:
        yield f"{'balanced' if data.class_weights == 'balanced' else 'equal'} class weights"
    own, all_ = lane.training or experiment.training, experiment.training
    if own.optimizer != all_.optimizer:
        yield OPTIMIZERS[own.optimizer].label
    if own.optimizer_dtype != all_.optimizer_dtype:
        yield f"{'wide' if own.optimizer_dtype == 'wide' else 'narrow'} optimizer"
    if own.learning_rate != all_.learning_rate:
        yield f"rate {own.learning_rate:g}"
    if (own.clipping, own.clip_at) != (all_.clipping, all_.clip_at):
        clipped = own.clipping != "none"
        yield f"clipped at {own.clip_at:g}" if clipped else "not clipped"
    if lane.seed not in (None, experiment.seed):
        yield f"seed {lane.seed}"
    if lane.before:
        yield f"from update {lane.before[-1].until}"


def titled(experiment: Experiment, index: int) -> str:
    """The lane's own title, or its activation and whatever sets it apart from the others."""
    lane = experiment.lanes[index]
    return lane.title or ", ".join([*_automatic(experiment.lanes, lane), *_apart(experiment, lane)])


def _automatic(lanes: tuple[Lane, ...], lane: Lane) -> list[str]:
    parts = [_kind(lane.network)]
    for say in _SAID:
        if len({say(each.network) for each in lanes}) > 1 and say(lane.network):
            parts.append(say(lane.network))
    return parts


def _kind(network: NetworkSpec) -> str:
    cell, activation = CELLS[network.cell], ACTIVATIONS[network.activation].label
    if cell.name == "none":
        return activation
    return f"{activation} RNN" if cell.chooses else cell.label
