"""All remedies, in the order in which an expert would try them.

Faults that hide all others come first: the scale of inputs and targets, the step size, lost numbers
(NaN and infinity). Then dead and equal units and the output, then depth and time, then speed and
size. One entry is one remedy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vgsim.advice.changes import Changes
from vgsim.advice.faults import NetworkFault
from vgsim.advice.remedy import Case, Remedy
from vgsim.describe.setting import defaults
from vgsim.describe.spec import NetworkSpec, TrainingSpec
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.normalizations import NORMALIZATIONS
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.parts.precision import FORMATS
from vgsim.theory.diagnosis import FEW
from vgsim.words.language import tr


def _faults(*names: NetworkFault) -> frozenset[NetworkFault]:
    return frozenset(names)


ANY = _faults(
    "lost", "steep", "high start", "far targets", "unreachable", "flat", "underflow", "symmetric",
    "dead", "tiny batch", "vanishing", "exploding", "starved", "stuck", "overfitting",
)  # fmt: skip
STEP = _faults("lost", "steep", "high start", "exploding", "stuck", "dead")
DEPTH = _faults(
    "vanishing", "exploding", "symmetric", "dead", "flat", "high start", "stuck", "lost", "starved",
    "steep",
)  # fmt: skip
FAINT = _faults("vanishing", "starved", "stuck", "underflow")
BATCH_SIZE, WARMUP, WIDE, SHALLOW = 64, 100, 64, 4
NARROW = 16  # units below which a wider network is worth trying


def _chosen(part: type, group: str, choice: str, name: str) -> dict[str, Any]:
    """Another choice, with the settings that belong to it reset."""
    own = {f"{group}.{each}": value for each, value in defaults(part, of=choice).items()}
    return {f"{group}.{choice}": name, **own}


def _function(name: str) -> dict[str, Any]:
    return _chosen(NetworkSpec, "network", "activation", name)


def _weights(name: str) -> dict[str, Any]:
    """Weights and biases as drawn by this initializer, without modifications."""
    return {
        **_chosen(NetworkSpec, "network", "initializer", name),
        "network.gain": 1.0, "network.offset": 0.0, "network.sigma_b": None, "network.bias": None,
    }  # fmt: skip


def _skips() -> dict[str, Any]:
    return {
        "network.residual": 1, "network.residual_place": "pre",
        "network.branch_scale": "inverse_root",
    }  # fmt: skip


def _normalized(name: str) -> dict[str, Any]:
    return {"network.normalization": name, "network.normalization_place": "before"}


def _slower(factor: float) -> Callable[[Case], Changes]:
    return lambda case: {"training.learning_rate": _rounded(case.training.learning_rate * factor)}


def _rounded(x: float) -> float:
    return float(f"{x:.3g}")


def _usual_rate(case: Case) -> dict[str, Any]:
    return {"training.learning_rate": OPTIMIZERS[case.training.optimizer].rate}


def _adam(case: Case) -> dict[str, Any]:
    rate = {"training.learning_rate": OPTIMIZERS["adam"].rate}
    return _chosen(TrainingSpec, "training", "optimizer", "adam") | rate


def _smaller(factor: float) -> Callable[[Case], Changes]:
    return lambda case: {"network.gain": _rounded(case.network.gain * factor)}


def _cross_entropy(case: Case) -> dict[str, Any]:
    if case.filled.output == "sigmoid":
        return {"network.output": "sigmoid", "network.loss": "bce"}
    return {"network.output": "softmax", "network.loss": "cross_entropy"}


def _wider(case: Case) -> dict[str, Any]:
    if case.network.widths:
        return {"network.widths": tuple(max(each, WIDE) for each in case.network.widths)}
    return {"network.width": WIDE}


def _shallower(case: Case) -> dict[str, Any]:
    kept = tuple(each for each in case.network.layers if each.layer <= SHALLOW)
    widths = case.network.widths[:SHALLOW]
    return {"network.depth": SHALLOW, "network.widths": widths, "network.layers": kept}


def _cell(name: str) -> dict[str, Any]:
    return {"network.cell": name, "network.forget_bias": None, **_function("tanh")}


def _flat(case: Case) -> bool:
    return not case.recurrent


def _raw(case: Case) -> bool:
    return not case.data.standardize


def _deep(case: Case) -> bool:
    return _flat(case) and case.network.depth > 1


def _rectified(case: Case) -> bool:
    return ACTIVATIONS[case.network.activation].kind in ("rectifier", "smooth")


def _not(name: str) -> Callable[[Case], bool]:
    """Whether a case is feedforward with another activation than this."""
    return lambda case: _flat(case) and case.network.activation != name


def _plain(case: Case) -> bool:
    return case.network.cell == "vanilla"


def _any_activation(case: Case) -> bool:
    return case.network.cell in ("none", "vanilla")


def _gated(case: Case) -> bool:
    return case.network.cell in ("lstm", "gru")


def _few(case: Case) -> bool:
    return min(case.network.widths or (case.network.width,)) < NARROW


def _narrow_format(case: Case) -> bool:
    return FORMATS[case.network.dtype].needs_rounding


def _no_epsilon(case: Case) -> bool:
    """Whether the optimizer's ε may be 0 in the format of its arithmetic."""
    training = case.training
    adaptive = OPTIMIZERS[training.optimizer].adaptive
    return adaptive and training.optimizer_dtype == "same" and _narrow_format(case)


def _in_batches(case: Case) -> bool:
    return NORMALIZATIONS[case.network.normalization].in_batches


def _frozen(case: Case) -> bool:
    return any(each.frozen for each in case.network.layers)


# fmt: off
INPUTS: tuple[Remedy, ...] = (
    Remedy(tr("Standardize the inputs"), ANY, {"data.standardize": True}, _raw),
)
TARGETS: tuple[Remedy, ...] = (
    Remedy(tr("Standardize the targets"), ANY, {"data.standardize_target": True},
           lambda case: not case.classes),
)
STEP_SIZE: tuple[Remedy, ...] = (
    Remedy(tr("Learning rate / 10"), STEP, _slower(0.1), family="rate"),
    Remedy(tr("Learning rate / 100"), STEP, _slower(0.01), family="rate"),
    Remedy(tr("Default learning rate"), STEP | FAINT, _usual_rate, family="rate"),
    Remedy(tr("Constant learning rate"), FAINT,
           {"training.schedule": "constant", "training.warmup": 0}, family="rate"),
    Remedy(tr("No clipping"), FAINT, {"training.clipping": "none"}),
    Remedy(tr("Clip the gradient's norm at 1"), STEP,
           {"training.clipping": "global_norm", "training.clip_at": 1.0}),
    Remedy(tr("Warm-up over 100 updates"), STEP,
           {"training.schedule": "warmup", "training.warmup": WARMUP},
           lambda case: case.training.schedule == "constant"),
)
NUMBERS: tuple[Remedy, ...] = (
    Remedy(tr("Loss scale 2¹⁴"), _faults("underflow"), {"network.loss_scale": 14},
           lambda case: _narrow_format(case) and case.network.loss_scale < 14, "format"),
    Remedy(tr("No loss scale"), _faults("lost"), {"network.loss_scale": 0}),
    Remedy(tr("bfloat16 instead of float16"), _faults("underflow", "lost"),
           {"network.dtype": "bfloat16"}, lambda case: case.network.dtype == "float16", "format"),
    Remedy(tr("ε = 10⁻⁴ instead of a smaller one"), _faults("lost"), {"training.epsilon": 1e-4},
           _no_epsilon),
    Remedy(tr("float32"), _faults("underflow", "lost", "stuck", "starved"),
           {"network.dtype": "float32"}, _narrow_format, "wider format"),
    Remedy(tr("float64"), _faults("underflow", "lost"), {"network.dtype": "float64"},
           lambda case: case.network.dtype == "float32", "wider format"),
)
BIASES: tuple[Remedy, ...] = (
    Remedy(tr("Biases back to 0"), ANY, {"network.bias": 0.0, "network.sigma_b": None},
           lambda case: bool(case.network.bias or case.network.sigma_b)),
    Remedy(tr("Unfreeze all layers"), FAINT | _faults("dead"), lambda case: {
        "network.layers": tuple(each for each in case.network.layers if not each.frozen)}, _frozen),
)
UNITS: tuple[Remedy, ...] = (
    Remedy(tr("Leaky ReLU"), _faults("dead", "stuck"), _function("leaky_relu"), _any_activation),
    Remedy(tr("ELU"), _faults("dead", "stuck"), _function("elu"), _any_activation),
)
OUTPUT: tuple[Remedy, ...] = (
    Remedy(tr("Cross-entropy instead of squared error"), ANY, _cross_entropy,
           lambda case: bool(case.classes) and case.filled.loss == "mse"),
    Remedy(tr("Linear outputs"), _faults("unreachable", "stuck", "flat"),
           {"network.output": "linear"},
           lambda case: not case.classes and case.filled.output != "linear"),
    Remedy(tr("Class weights"), _faults("uneven"), {"data.class_weights": "balanced"}),
)
SMALLER: tuple[Remedy, ...] = (
    Remedy(tr("Initial weights around 0"), ANY, {"network.offset": 0.0}),
    Remedy(tr("Initial weights as usual (gain 1)"), ANY, {"network.gain": 1.0}, family="smaller"),
    Remedy(tr("Smaller weights (× 0.5)"), DEPTH, _smaller(0.5), family="smaller"),
    Remedy(tr("Smaller weights (× 0.1)"), DEPTH, _smaller(0.1), family="smaller"),
)
BATCH: tuple[Remedy, ...] = (
    Remedy(tr("Batch size 64"), _faults("tiny batch", "stuck", "steep"),
           {"data.batch_size": BATCH_SIZE}, lambda case: case.batch < FEW),
    Remedy(tr("Batch norm's momentum 0.1"), _faults("stuck", "tiny batch"),
           {"network.norm_momentum": 0.1}, _in_batches, "momentum"),
    Remedy(tr("Batch norm's momentum 0.01"), _faults("tiny batch"),
           {"network.norm_momentum": 0.01}, _in_batches, "momentum"),
    Remedy(tr("Layer norm instead of batch norm"),
           _faults("tiny batch", "exploding", "lost", "stuck"), _normalized("layer"), _in_batches),
)
DEEP: tuple[Remedy, ...] = (
    Remedy(tr("He normal"), DEPTH, _weights("he_normal"), _rectified, "weights"),
    Remedy(tr("Xavier normal"), DEPTH, _weights("xavier_normal"), family="weights"),
    Remedy(tr("Orthogonal weights"), DEPTH, _weights("orthogonal"), _flat, "weights"),
    Remedy(tr("ReLU with He"), DEPTH, _function("relu") | _weights("he_normal"),
           _not("relu"), "relu"),
    Remedy(tr("tanh with Xavier"), DEPTH, _function("tanh") | _weights("xavier_normal"),
           _not("tanh")),
    Remedy(tr("SELU with LeCun"), DEPTH, _function("selu") | _weights("lecun_normal"),
           _not("selu")),
    Remedy(tr("Leaky ReLU with He"), _faults("dead", "symmetric"),
           _function("leaky_relu") | _weights("he_normal"), _not("leaky_relu"), "relu"),
    Remedy(tr("Batch norm"), DEPTH, _normalized("batch"),
           lambda case: _flat(case) and case.batch >= FEW),
    Remedy(tr("Layer norm"), DEPTH, _normalized("layer"), lambda case: _flat(case)
           and not _in_batches(case)),
    Remedy(tr("Scaled skip connections"), DEPTH, _skips(), _deep),
)
TIME: tuple[Remedy, ...] = (
    Remedy(tr("Orthogonal recurrent weights"), DEPTH,
           {"network.recurrence": "orthogonal", "network.spectral_radius": 1.0},
           lambda case: case.recurrent),
    Remedy(tr("Recurrent weights 0.9 × identity"), DEPTH,
           {"network.recurrence": "identity", "network.spectral_radius": 0.9},
           lambda case: case.recurrent),
    Remedy(tr("ReLU with identity recurrent weights"), DEPTH, _function("relu")
           | {"network.recurrence": "identity", "network.spectral_radius": 1.0}, _plain),
    Remedy(tr("Forget bias 1"), DEPTH, {"network.forget_bias": 1.0}, _gated, "forget"),
    Remedy(tr("Forget bias 3"), DEPTH, {"network.forget_bias": 3.0}, _gated, "forget"),
    Remedy(tr("Forget bias 5"), DEPTH, {"network.forget_bias": 5.0}, _gated, "forget"),
    Remedy(tr("LSTM instead of a plain cell"), DEPTH, _cell("lstm"), _plain, "lstm"),
    Remedy(tr("LSTM with forget bias 5"), DEPTH, _cell("lstm") | {"network.forget_bias": 5.0},
           _plain, "lstm"),
    Remedy(tr("GRU instead of a plain cell"), DEPTH, _cell("gru"), _plain),
    Remedy(tr("No truncation: the gradient goes back through all steps"), DEPTH,
           {"network.truncation": 0}),
    Remedy(tr("Cut the gradient after 20 steps"), _faults("exploding", "lost"),
           {"network.truncation": 20},
           lambda case: case.recurrent and case.network.truncation == 0),
)
SPEED: tuple[Remedy, ...] = (
    Remedy(tr("Learning rate × 10"), FAINT, _slower(10), family="faster"),
    Remedy(tr("Learning rate × 100"), FAINT, _slower(100), family="faster"),
    Remedy(tr("Adam"), FAINT | _faults("symmetric", "dead"), _adam,
           lambda case: not OPTIMIZERS[case.training.optimizer].adaptive),
)
SIZE: tuple[Remedy, ...] = (
    Remedy(tr("No dropout"), _faults("stuck", "dead", "vanishing"), {"network.dropout": 0.0}),
    Remedy(tr("No weight decay"), _faults("stuck", "starved", "vanishing"),
           {"training.weight_decay": 0.0}),
    Remedy(tr("%n unit(s) per layer", "", WIDE), _faults("stuck", "dead"), _wider, _few),
    Remedy(tr("%n hidden layer(s)", "", SHALLOW),
           _faults("stuck", "vanishing", "exploding", "lost"), _shallower,
           lambda case: _flat(case) and case.network.depth > 2 * SHALLOW),
)
STAGES = (
    INPUTS, TARGETS, STEP_SIZE, NUMBERS, BIASES, UNITS, OUTPUT, SMALLER, BATCH, DEEP, TIME, SPEED,
    SIZE,
)
# fmt: on
CATALOGUE: tuple[Remedy, ...] = tuple(remedy for stage in STAGES for remedy in stage)
