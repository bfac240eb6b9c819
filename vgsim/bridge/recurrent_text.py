"""The class of a recurrent network in PyTorch."""

from __future__ import annotations

from vgsim.bridge.parts_text import ActivationTexts, text_of
from vgsim.bridge.recurrent_arrays import written_out
from vgsim.bridge.torch_table import CELLS
from vgsim.bridge.words import block
from vgsim.compute.arrays.recurrent_plan import RecurrentPlan

SECOND_BIAS = """
        # PyTorch adds two biases, b_ih + b_hh, where one is enough: the second one stays 0.
        for name, parameter in self.cell.named_parameters():
            if name.startswith("bias_hh"):
                parameter.requires_grad_(False)
"""
SECOND_BIAS_GRU = """
        # PyTorch adds two biases, b_ih + b_hh, where one is enough. Of the second one only the
        # last third is used, r * (W h + b); the rest stays 0, and so its gradient is set to 0.
        used = torch.arange(3 * {units}) >= 2 * {units}
        for name, parameter in self.cell.named_parameters():
            if name.startswith("bias_hh"):
                parameter.register_hook(lambda gradient: gradient * used)
"""


def recurrent_text(plan: RecurrentPlan, activations: ActivationTexts) -> str:
    """The classes of a recurrent network."""
    if written_out(plan):
        return f"{_cell(plan, activations)}\n{_written_network(plan)}"
    return _library_network(plan)


def _output(plan: RecurrentPlan) -> str:
    if plan.every:
        return "return [states, self.output(states)]"
    return "return [states, self.output(states[:, -1])]"


def _forward_head(plan: RecurrentPlan) -> str:
    where = "every step" if plan.every else "the last step"
    return (
        "\n    def forward(self, x):  # (batch, steps, features)\n"
        f'        """The states of all steps, and z of the output layer at {where}."""\n'
    )


def _library_network(plan: RecurrentPlan) -> str:
    name = text_of(CELLS, plan.cell.name).text
    more = f", num_layers={plan.levels}" if plan.levels > 1 else ""
    if plan.cell.any_activation and plan.activation.name != "tanh":
        more += f', nonlinearity="{plan.activation.name}"'
    gru = plan.cell.name == "gru"
    second = SECOND_BIAS_GRU.format(units=plan.hidden) if gru else SECOND_BIAS
    return (
        '\nclass Network(nn.Module):\n    """Recurrent cells and an output layer."""\n\n'
        "    def __init__(self):\n"
        + block(
            "super().__init__()",
            f"self.cell = {name}({plan.data.features}, {plan.hidden}{more}, batch_first=True)",
            f"self.output = nn.Linear({plan.hidden}, {plan.outputs})",
            indent=8,
        )
        + second
        + _forward_head(plan)
        + block(*_library_states(plan), _output(plan), indent=8)
    )


def _library_states(plan: RecurrentPlan) -> list[str]:
    every = plan.spec.truncation
    if not 0 < every < plan.steps:
        return ["states, _ = self.cell(x)"]
    first = plan.steps % every
    sizes = f"[{every}] * {plan.steps // every}"
    sizes = f"[{first}] + {sizes}" if first else sizes
    detached = "state = tuple(each.detach() for each in state)"
    if not plan.cell.has_cell_state:
        detached = "state = state.detach()"
    return [
        f"# truncated: the gradient stops every {every} steps, counted from the end",
        "parts, state = [], None",
        f"for block in x.split({sizes}, dim=1):",
        "    part, state = self.cell(block, state)",
        f"    {detached}",
        "    parts.append(part)",
        "states = torch.cat(parts, dim=1)",
    ]


def _cell(plan: RecurrentPlan, activations: ActivationTexts) -> str:
    made = activations.made(plan.activation, plan.parameters)
    every = plan.spec.truncation
    cut = []
    if 0 < every < plan.steps:
        cut = [
            f"    if (x.shape[1] - t) % {every} == 0:  # truncated: the gradient stops here",
            "        h = h.detach()",
        ]
    return (
        '\nclass Cell(nn.Module):\n    """h = f(W x + U h + b), again at every step."""\n\n'
        "    def __init__(self, inputs, units):\n"
        + block(
            "super().__init__()",
            "self.input = nn.Linear(inputs, units)",
            "self.state = nn.Linear(units, units, bias=False)  # one bias is enough",
            f"self.f = {made}",
            indent=8,
        )
        + "\n    def forward(self, x):  # (batch, steps, inputs)\n"
        + block(
            "h = x.new_zeros(len(x), self.state.in_features)",
            "states = []",
            "for t in range(x.shape[1]):",
            *cut,
            "    h = self.f(self.input(x[:, t]) + self.state(h))",
            "    states.append(h)",
            "return torch.stack(states, dim=1)",
            indent=8,
        )
    )


def _written_network(plan: RecurrentPlan) -> str:
    inputs = [plan.inputs(level) for level in range(plan.levels)]
    made = ", ".join(f"Cell({each}, {plan.hidden})" for each in inputs)
    return (
        '\nclass Network(nn.Module):\n    """Recurrent cells, each reading the states of the one '
        'below, and an output layer."""\n\n'
        "    def __init__(self):\n"
        + block(
            "super().__init__()",
            f"self.cells = nn.ModuleList([{made}])",
            f"self.output = nn.Linear({plan.hidden}, {plan.outputs})",
            indent=8,
        )
        + _forward_head(plan)
        + block(
            "states = x",
            "for cell in self.cells:",
            "    states = cell(states)",
            _output(plan),
            indent=8,
        )
    )
