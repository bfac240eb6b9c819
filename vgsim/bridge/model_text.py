"""The classes of a feedforward network in PyTorch."""

from __future__ import annotations

from itertools import groupby

from vgsim.bridge.parts_text import ActivationTexts, text_of
from vgsim.bridge.torch_table import NORMALIZATIONS
from vgsim.bridge.words import block, number
from vgsim.compute.arrays.plan import Plan

DROPOUT = '''
def splitmix64(x):
    """A hash of 64-bit numbers (Steele, Lea and Flood 2014)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


class Dropout(nn.Module):
    """Dropout with vgsim's masks: what is dropped depends on a hash of its place.

    nn.Dropout({p}) does the same with other random numbers.
    """

    def __init__(self, number):
        super().__init__()
        self.number = number

    def draw(self, key):
        """Draw the mask of the next pass."""
        self.start = splitmix64(key + np.uint64(self.number))

    def forward(self, a):
        if not self.training:
            return a
        places = np.arange(a.numel(), dtype=np.uint64).reshape(a.shape)
        drawn = splitmix64(self.start + places * np.uint64(0x9E3779B97F4A7C15))
        kept = torch.from_numpy((drawn >> np.uint64(32)) >= np.uint64({p} * 2.0**32))
        return a * kept / (1 - {p})
'''


def model_text(plan: Plan, activations: ActivationTexts) -> str:
    """The class of a hidden layer, and that of the network."""
    dropout = DROPOUT.replace("{p}", number(plan.spec.dropout)) if plan.spec.dropout else ""
    return "\n".join(filter(None, (dropout, _layer(plan, activations), _network(plan))))


def numbered(plan: Plan) -> bool:
    """Whether a layer has to know its number."""
    names = {(each.activation.name, each.p) for each in plan.layers[:-1]}
    return plan.spec.dropout > 0 or len(names) > 1 or plan.learned_branches


def joins(plan: Plan, layer: str = "number") -> str:
    """The condition that a skip ends at this layer."""
    every = plan.spec.residual
    if every == 1:
        return f"{layer} > 1"
    return f"{layer} > {every} and ({layer} - 1) % {every} == 0"


def _layer(plan: Plan, activations: ActivationTexts) -> str:
    stages = ["z = W x + b"]
    name = {"batch": "batch norm", "layer": "layer norm", "rms": "RMS norm"}
    if plan.before:
        stages.append(name.get(plan.spec.normalization, plan.spec.normalization))
    stages += ["plus the skip"] if plan.post else []
    stages.append("f")
    if plan.after:
        stages.append(name.get(plan.spec.normalization, plan.spec.normalization))
    stages += ["dropout"] if plan.spec.dropout else []
    stages += ["plus the skip"] if plan.joins and not plan.post else []
    extra = "number, " if numbered(plan) else ""
    return (
        f'\nclass Layer(nn.Module):\n    """A hidden layer: {", ".join(stages)}."""\n\n'
        f"    def __init__(self, {extra}inputs, units):\n"
        + block(*_made(plan), indent=8)
        + _functions(plan, activations)
        + block(*_made_later(plan), indent=8)
        + f"\n    def forward(self, x{', skip=None' if plan.joins else ''}):\n"
        + block(*_computed(plan), indent=8)
    )


def _made(plan: Plan) -> list[str]:
    norm = text_of(NORMALIZATIONS, plan.spec.normalization).text
    lines = ["super().__init__()", "self.linear = nn.Linear(inputs, units)"]
    if norm:
        lines.append(f"self.norm = {norm.format(momentum=number(plan.spec.norm_momentum))}")
    if plan.biases_cancel:
        lines += [
            "# batch norm subtracts each unit's mean, and with it the bias: its gradient is 0",
            "self.linear.bias.register_hook(torch.zeros_like)",
        ]
    return lines


def _functions(plan: Plan, activations: ActivationTexts) -> str:
    """The lines that set f, for layers that differ from the others as further cases."""
    texts = [activations.text(each) for each in plan.layers[:-1]]
    usual = max(set(texts), key=lambda text: (texts.count(text), text))
    lines = [f"self.f = {usual}"]
    others = sorted((text, k) for k, text in enumerate(texts, 1) if text != usual)
    for text, group in groupby(others, key=lambda each: each[0]):
        numbers = [k for _, k in group]
        which = f"== {numbers[0]}" if len(numbers) == 1 else f"in {tuple(numbers)}"
        lines += [f"if number {which}:", f"    self.f = {text}"]
    return block(*lines, indent=8)


def _made_later(plan: Plan) -> list[str]:
    lines = ["self.dropout = Dropout(number)"] if plan.spec.dropout else []
    if plan.learned_branches:
        lines += [
            f"if {joins(plan)}:",
            "    self.scale = nn.Parameter(torch.zeros(1))  # of ReZero: learned, 0 at first",
        ]
    return lines


def _computed(plan: Plan) -> list[str]:
    scale = "self.scale * " if plan.learned_branches else ""
    if plan.spec.branch_scale == "inverse_root" and plan.joins:
        scale = "BRANCH * "
    lines = ["z = self.linear(x)", "z = self.norm(z)" if plan.before else ""]
    if plan.post:
        lines += ["if skip is not None:", f"    z = skip + {scale}z"]
    lines.append("a = self.f(z)")
    lines.append("a = self.norm(a)" if plan.after else "")
    lines.append("a = self.dropout(a)" if plan.spec.dropout else "")
    if plan.joins and not plan.post:
        lines += ["if skip is not None:", f"    a = skip + {scale}a"]
    if lines == ["z = self.linear(x)", "", "a = self.f(z)", "", ""]:
        return ["return self.f(self.linear(x))"]
    return [*lines, "return a"]


def _network(plan: Plan) -> str:
    hidden = plan.widths[:-1]
    same = len(set(hidden[1:])) == 1
    widths = f"[{hidden[0]}] + [{hidden[1]}] * {plan.depth}" if same else str(list(hidden))
    if numbered(plan):
        layers = "Layer(k, widths[k - 1], widths[k]) for k in numbers"
        pairs = "numbers = range(1, len(widths))"
    else:
        layers = "Layer(inputs, units) for inputs, units in pairs"
        pairs = "pairs = zip(widths, widths[1:])"
    frozen = [k for k, each in enumerate(plan.layers[:-1], 1) if each.frozen]
    return (
        '\nclass Network(nn.Module):\n    """All hidden layers and the output layer."""\n\n'
        "    def __init__(self):\n"
        + block(
            "super().__init__()",
            f"widths = {widths}",
            pairs,
            f"self.layers = nn.ModuleList({layers})",
            f"self.output = nn.Linear({plan.widths[-2]}, {plan.widths[-1]})",
            f"self.frozen = {frozen}  # layers that keep their weights" if frozen else "",
            indent=8,
        )
        + "\n    def forward(self, x):\n"
        + '        """The output of every layer; of the last one, z."""\n'
        + block(*_forward(plan), indent=8)
    )


def _forward(plan: Plan) -> list[str]:
    if not plan.joins:
        return [
            "signals = []",
            "for layer in self.layers:",
            "    x = layer(x)",
            "    signals.append(x)",
            "return [*signals, self.output(x)]",
        ]
    return [
        "signals = [x]",
        "for number, layer in enumerate(self.layers, 1):",
        f"    joins = {joins(plan)}",
        f"    skip = signals[number - {plan.spec.residual}] if joins else None",
        "    signals.append(layer(signals[-1], skip))",
        "return [*signals[1:], self.output(signals[-1])]",
    ]
