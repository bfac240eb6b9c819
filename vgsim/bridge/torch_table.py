"""How every part of vgsim is written in PyTorch: one line for each entry of the registries.

A part is either a text, or a `Refusal`: one sentence that says what cannot be exported, and why.
Texts contain parameters in braces. A test walks the registries, so that a new entry is missed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vgsim.words.language import tr


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a part cannot be exported."""

    sentence: str


@dataclass(frozen=True, slots=True)
class TorchPart:
    """A part in PyTorch."""

    text: str  # the expression that makes it
    before: str = ""  # what has to be defined first
    memories: tuple[str, ...] = ()  # an optimizer's names for what it remembers of each weight
    counts: bool = False  # whether it also counts its updates


RANDOM_SLOPES = '''
class RandomReLU(nn.Module):
    """RReLU: a slope for every unit, drawn again for every pass.

    It is not nn.RReLU, which draws a slope for every single number.
    """

    def __init__(self, units, lower, upper):
        super().__init__()
        self.units, self.lower, self.upper = units, lower, upper

    def draw(self, random):
        """Draw the slopes of the next pass."""
        slopes = random.uniform(self.lower, self.upper, self.units)
        self.slopes = torch.from_numpy(slopes).to(torch.get_default_dtype())

    def forward(self, z):
        return torch.where(z > 0, z, self.slopes * z)
'''
HARD_SIGMOID = '''
class HardSigmoid(nn.Module):
    """A ramp from 0 to 1; the sixth in nn.Hardsigmoid's gradient has only single precision."""

    def forward(self, z):
        return torch.clamp(z / 6 + 0.5, 0, 1)
'''
LECUN_TANH = '''
class LeCunTanh(nn.Module):
    """LeCun's tanh of 1998, which maps 1 to 1."""

    def forward(self, z):
        return 1.7159 * torch.tanh(2 * z / 3)
'''

# alpha, lower, upper: the activation's parameters; units: of the layer; slopes: of PReLU
ACTIVATIONS: Mapping[str, TorchPart | Refusal] = {
    "linear": TorchPart("nn.Identity()"),
    "sigmoid": TorchPart("nn.Sigmoid()"),
    "tanh": TorchPart("nn.Tanh()"),
    "relu": TorchPart("nn.ReLU()"),
    "leaky_relu": TorchPart("nn.LeakyReLU({alpha})"),
    "prelu": TorchPart("nn.PReLU({slopes})"),
    "rrelu": TorchPart("RandomReLU({units}, {lower}, {upper})", RANDOM_SLOPES),
    "elu": TorchPart("nn.ELU({alpha})"),
    "relu6": TorchPart("nn.ReLU6()"),
    "silu": TorchPart("nn.SiLU()"),
    "hard_swish": TorchPart("nn.Hardswish()"),
    "selu": TorchPart("nn.SELU()"),
    "gelu": TorchPart("nn.GELU()"),
    "softplus": TorchPart("nn.Softplus(threshold=40)"),
    "softsign": TorchPart("nn.Softsign()"),
    "mish": TorchPart("nn.Mish()"),
    "hard_tanh": TorchPart("nn.Hardtanh()"),
    "hard_sigmoid": TorchPart("HardSigmoid()", HARD_SIGMOID),
    "lecun_tanh": TorchPart("LeCunTanh()", LECUN_TANH),
}

# units: of the layer; momentum: of batch norm's running statistics
NORMALIZATIONS: Mapping[str, TorchPart | Refusal] = {
    "none": TorchPart(""),
    "batch": TorchPart("nn.BatchNorm1d(units, momentum={momentum})"),
    "layer": TorchPart("nn.LayerNorm(units)"),
    "rms": TorchPart("nn.RMSNorm(units)"),
}

# rate, decay: learning rate and weight decay; others: the optimizer's parameters
OPTIMIZERS: Mapping[str, TorchPart | Refusal] = {
    "sgd": TorchPart("torch.optim.SGD(learned, lr={rate}, weight_decay={decay})"),
    "momentum": TorchPart(
        "torch.optim.SGD(learned, lr={rate}, momentum={momentum}, weight_decay={decay})",
        memories=("momentum_buffer",),
    ),
    "nesterov": TorchPart(
        "torch.optim.SGD(learned, lr={rate}, momentum={momentum}, nesterov=True, "
        "weight_decay={decay})",
        memories=("momentum_buffer",),
    ),
    "rmsprop": TorchPart(
        "torch.optim.RMSprop(learned, lr={rate}, alpha={smoothing}, eps={epsilon}, "
        "weight_decay={decay})",
        memories=("square_avg",), counts=True,
    ),
    "adam": TorchPart(
        "torch.optim.Adam(learned, lr={rate}, betas=({beta1}, {beta2}), eps={epsilon}, "
        "weight_decay={decay})",
        memories=("exp_avg", "exp_avg_sq"), counts=True,
    ),
    "adamw": TorchPart(
        "torch.optim.AdamW(learned, lr={rate}, betas=({beta1}, {beta2}), eps={epsilon}, "
        "weight_decay={decay})",
        memories=("exp_avg", "exp_avg_sq"), counts=True,
    ),
    "adagrad": TorchPart(
        "torch.optim.Adagrad(learned, lr={rate}, eps={epsilon}, weight_decay={decay})",
        memories=("sum",), counts=True,
    ),
    "nadam": TorchPart(
        "torch.optim.NAdam(learned, lr={rate}, betas=({beta1}, {beta2}), eps={epsilon}, "
        "weight_decay={decay})",
        memories=("exp_avg", "exp_avg_sq"), counts=True,
    ),
}  # fmt: skip

# factor on the learning rate of an update; `before`: the line for updates before the warm-up ends
SCHEDULES: Mapping[str, TorchPart | Refusal] = {
    "constant": TorchPart("1.0"),
    "warmup": TorchPart("min(1.0, (update + 1) / {warmup})"),
    "cosine": TorchPart(
        "0.5 * (1 + math.cos(math.pi * min(1.0, (update - {warmup}) / {length})))",
        "if update < {warmup}:\n        return (update + 1) / {warmup}",
    ),
    "step": TorchPart("{decay} ** (update // {length})"),
}

# limit: the largest value or norm
CLIPPINGS: Mapping[str, TorchPart | Refusal] = {
    "none": TorchPart(""),
    "value": TorchPart("nn.utils.clip_grad_value_(learned, {limit})"),
    "layer_norm": TorchPart("nn.utils.clip_grad_norm_(layer.parameters(), {limit})"),
    "global_norm": TorchPart("nn.utils.clip_grad_norm_(learned, {limit})"),
}

# the prediction from the last layer's z
OUTPUTS: Mapping[str, TorchPart | Refusal] = {
    "linear": TorchPart("z"),
    "sigmoid": TorchPart("torch.sigmoid(z)"),
    "tanh": TorchPart("torch.tanh(z)"),
    "softmax": TorchPart("torch.softmax(z, 1)"),
}

# y: the prediction; weight: class weights, {weighted} is empty without them
LOSSES: Mapping[str, TorchPart | Refusal] = {
    "mse": TorchPart("F.mse_loss({y}, target)"),
    "bce": TorchPart("F.binary_cross_entropy_with_logits(z, target{weighted})"),
    "cross_entropy": TorchPart("F.cross_entropy(z, target{weighted})"),
}

# how the weights w were drawn, for a remark: the file has what training made of them
INITIALIZERS: Mapping[str, TorchPart | Refusal] = {
    "zeros": TorchPart("nn.init.zeros_(w)"),
    "constant": TorchPart("nn.init.constant_(w, {scale})"),
    "normal": TorchPart("nn.init.normal_(w, std={scale})"),
    "uniform": TorchPart("nn.init.uniform_(w, -{scale}, {scale})"),
    "lecun_normal": TorchPart("nn.init.normal_(w, std=fan_in**-0.5)"),
    "lecun_uniform": TorchPart("nn.init.kaiming_uniform_(w, nonlinearity='linear')"),
    "xavier_normal": TorchPart("nn.init.xavier_normal_(w)"),
    "xavier_uniform": TorchPart("nn.init.xavier_uniform_(w)"),
    "he_normal": TorchPart("nn.init.kaiming_normal_(w, nonlinearity='relu')"),
    "he_uniform": TorchPart("nn.init.kaiming_uniform_(w, nonlinearity='relu')"),
    "orthogonal": TorchPart("nn.init.orthogonal_(w)"),
    "pytorch_default": TorchPart("nn.Linear does by itself"),
    "lsuv": TorchPart("nn.init.orthogonal_(w), then scaled until z has standard deviation 1"),
    "scaled_identity": TorchPart("{scale} * nn.init.eye_(w)"),
    "sparse": TorchPart("torch.normal(0, {scale}) for 15 inputs of every unit, 0 for the others"),
    "critical": TorchPart("nn.init.normal_(w, std={scale} * fan_in**-0.5)"),
}

# with its first letter in PyTorch's names; a vanilla cell whose activation nn.RNN does not have,
# is written out
CELLS: Mapping[str, TorchPart | Refusal] = {
    "none": TorchPart("nn.Linear"),
    "vanilla": TorchPart("nn.RNN"),
    "lstm": TorchPart("nn.LSTM"),
    "gru": TorchPart("nn.GRU"),
}

FORMATS: Mapping[str, TorchPart | Refusal] = {
    "float64": TorchPart("torch.float64"),
    "float32": TorchPart("torch.float32"),
    "float16": Refusal(tr(
        "A float16 network cannot be exported: PyTorch rounds at other places than this program, "
        "so the script could not check its numbers; choose the precision float32 first."
    )),
    "bfloat16": Refusal(tr(
        "A bfloat16 network cannot be exported: PyTorch rounds at other places than this program, "
        "so the script could not check its numbers; choose the precision float32 first."
    )),
}  # fmt: skip
