"""Loss, optimizer and learning rate of the script."""

from __future__ import annotations

from vgsim.bridge.moment import NetworkMoment
from vgsim.bridge.parts_text import text_of
from vgsim.bridge.recurrent_arrays import written_out
from vgsim.bridge.torch_table import CLIPPINGS, LOSSES, OPTIMIZERS, OUTPUTS, SCHEDULES
from vgsim.bridge.words import WIDTH, block, number
from vgsim.compute.arrays.plan import Plan
from vgsim.compute.arrays.recurrent_plan import RecurrentPlan
from vgsim.parts.optimizers import MOMENTUM_DECAY
from vgsim.parts.optimizers import OPTIMIZERS as ENTRIES


def loss_text(plan: Plan | RecurrentPlan) -> str:
    """The function of the loss, from the last z and the targets."""
    y = text_of(OUTPUTS, plan.output).text
    part = text_of(LOSSES, plan.loss)
    lines = []
    if isinstance(plan, RecurrentPlan) and plan.every:
        lines = ["z, target = z.flatten(0, 1), target.flatten(0, 1)  # all steps count equally"]
    weighted = ""
    if isinstance(plan, Plan) and plan.class_weights is not None:
        if plan.loss == "cross_entropy":
            weighted = ', weight=data["class_weights"]'
        else:
            kinds = "target.argmax(1)" if plan.widths[-1] > 1 else "(target[:, 0] == 1).long()"
            lines.append(f'weights = data["class_weights"][{kinds}][:, None]')
            weighted = ", weight=weights"
    made = part.text.format(y=y, weighted=weighted)
    if weighted and plan.loss == "mse":
        made = f"(weights / weights.mean() * ({y} - target) ** 2).mean()"
    return (
        '\ndef loss_of(z, target):\n    """The loss of a batch, from z of the output layer."""\n'
        + block(*lines, f"return {made}", indent=4)
    )


def optimizer_text(moment: NetworkMoment, since: int) -> str:
    """The lines that make the optimizer and give it its memories.

    Args:
        moment: the network.
        since: the update at which its memories began.
    """
    plan = moment.plan
    training = plan.training
    part = text_of(OPTIMIZERS, training.optimizer)
    entry = ENTRIES[training.optimizer]
    values = {each.name: number(getattr(training, each.name)) for each in entry.parameters}
    text = part.text
    if training.optimizer == "nesterov" and not training.momentum:
        text = text.replace("nesterov=True, ", "")  # PyTorch refuses it, and it is the same
    if not training.weight_decay:
        text = text.replace(", weight_decay={decay}", "")
    if training.optimizer == "adamw" and not training.weight_decay:
        text = text.replace("lr={rate}", "lr={rate}, weight_decay=0.0")  # PyTorch's default: 0.01
    rate = 1.0 if len(moment.rates) > 1 else moment.rates[0][1]
    made = text.format(rate=number(rate), decay=number(training.weight_decay), **values)
    lines = [*_learned(plan), _wrapped(f"optimizer = {made}")]
    lines += _memories(part.memories, part.counts, moment, since)
    return "\n" + block(*lines) + _schedule(moment)


def _wrapped(call: str) -> str:
    """A call, with its arguments in lines of their own if it is long."""
    if len(call) <= WIDTH:
        return call
    head, _, arguments = call.removesuffix(")").partition("(")
    return f"{head}(\n    {arguments}\n)"


def _learned(plan: Plan | RecurrentPlan) -> list[str]:
    if isinstance(plan, Plan):
        if any(each.frozen for each in plan.layers[:-1]):
            return [
                "frozen = [p for k in network.frozen for p in network.layers[k - 1].parameters()]",
                "learned = [p for p in network.parameters() if all(p is not q for q in frozen)]",
            ]
        return ["learned = list(network.parameters())"]
    if written_out(plan) or plan.cell.name == "gru":
        return ["learned = list(network.parameters())"]
    return ["learned = [each for each in network.parameters() if each.requires_grad]"]


def _memories(names: tuple[str, ...], counts: bool, moment: NetworkMoment, since: int) -> list[str]:
    """The lines that give the optimizer what it remembers."""
    count = moment.step - since
    if not names or not count:
        return []
    lines = [
        'memory = part_of_file("memory")  # what the optimizer remembers of the updates before',
        "for name, parameter in network.named_parameters():",
        f'    if f"{{name}}.{names[0]}" in memory:',
        "        optimizer.state[parameter] = {",
    ]
    if counts:
        lines.append(f'            "step": torch.tensor({float(count)}),')
    if moment.plan.training.optimizer == "nadam":
        beta1 = moment.plan.training.beta1
        assert beta1 is not None
        product = 1.0
        for done in range(1, count + 1):
            product *= beta1 * (1 - 0.5 * 0.96 ** (done * MOMENTUM_DECAY))
        lines.append(f'            "mu_product": torch.tensor({product!r}),')
    lines += [f'            "{each}": memory[f"{{name}}.{each}"],' for each in names]
    return [*lines, "        }"]


def scheduled(moment: NetworkMoment) -> bool:
    """Whether the learning rate changes."""
    training = moment.plan.training
    changes = training.schedule != "constant"
    if training.schedule == "warmup" and not training.warmup:
        changes = False
    return changes or len(moment.rates) > 1


def _schedule(moment: NetworkMoment) -> str:
    if not scheduled(moment):
        return ""
    training = moment.plan.training
    part = text_of(SCHEDULES, training.schedule)
    values = {
        "warmup": str(training.warmup), "length": str(max(training.length, 1)),
        "decay": number(training.decay),
    }  # fmt: skip
    lines = []
    factor = part.text.format(**values)
    if training.schedule == "warmup" and not training.warmup:
        factor = "1.0"
    if part.before and training.warmup:
        lines.append(part.before.format(**values))
    what = "The factor on the learning rate of this update."
    if len(moment.rates) > 1:
        what = "The learning rate of this update."
        rates = [(start, rate) for start, rate in moment.rates]
        lines.insert(0, f"rate = [rate for since, rate in {rates} if since <= update][-1]")
        lines[1:] = [each.replace("return (", "return rate * (") for each in lines[1:]]
        factor = "rate" if factor == "1.0" else f"rate * {factor}"
    return (
        f'\n\ndef factor(update):\n    """{what}"""\n'
        + block(*lines, f"return {factor}", indent=4)
        + "\n\nLambdaLR = torch.optim.lr_scheduler.LambdaLR\n"
        "schedule = LambdaLR(optimizer, lambda k: factor(START + k))\n"
    )


def update_text(moment: NetworkMoment) -> str:
    """The function that makes the update after a pass."""
    plan = moment.plan
    training = plan.training
    limit = number(training.clip_at)
    clip = text_of(CLIPPINGS, training.clipping).text.format(limit=limit)
    lines = []
    scale = plan.spec.loss_scale
    if scale:
        lines += [
            "if not all(torch.isfinite(each.grad).all() for each in learned):",
            "    return  # a gradient overflowed: the update is skipped",
        ]
    if training.clipping == "layer_norm":
        lines += _each_layer(plan, clip)
    else:
        lines.append(clip)
    lines.append("optimizer.step()")
    lines.append("schedule.step()" if scheduled(moment) else "")
    return (
        '\ndef make_update():\n    """Change the weights by the gradients of the last pass."""\n'
        + (block(*lines, indent=4))
    )


def _each_layer(plan: Plan | RecurrentPlan, clip: str) -> list[str]:
    """The lines that clip layer by layer."""
    if isinstance(plan, Plan):
        return ["for layer in [*network.layers, network.output]:", f"    {clip}"]
    if written_out(plan):
        return ["for layer in [*network.cells, network.output]:", f"    {clip}"]
    limit = clip.rpartition(", ")[2]
    return [
        f"for level in range({plan.levels}):",
        "    named = network.cell.named_parameters()",
        '    own = [p for name, p in named if name.endswith(f"_l{level}")]',
        f"    nn.utils.clip_grad_norm_(own, {limit}",
        f"nn.utils.clip_grad_norm_(network.output.parameters(), {limit}",
    ]
