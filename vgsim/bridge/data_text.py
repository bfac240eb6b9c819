"""How the script takes its batches, and what is random in a pass."""

from __future__ import annotations

from vgsim.bridge.moment import NetworkMoment
from vgsim.bridge.words import number
from vgsim.compute.arrays.plan import Plan
from vgsim.compute.arrays.recurrent_plan import RecurrentPlan

SHUFFLED = '''
def batch(update):
    """The examples of an update: every epoch has its own shuffle, the same as in vgsim."""
    epoch, part = divmod(update, {n} // {size})
    sequence = np.random.SeedSequence(SEED, spawn_key=(12, epoch))
    order = np.random.Generator(np.random.PCG64(sequence)).permutation({n})
    rows = torch.from_numpy(order[part * {size} : (part + 1) * {size}])
    return data["x"][rows], data["target"][rows]
'''
WHOLE = '''
def batch(update):
    """The examples of an update: always all of them."""
    return data["x"], data["target"]
'''
DRAWN = '''
def batch(update):
    """The sequences of an update.

    vgsim draws new ones for every update; the file has those of the next {updates} updates, which
    longer training repeats.
    """
    k = (update - START) % {updates}
    return data["x"][k], data["target"][k]
'''


def batch_text(plan: Plan | RecurrentPlan, updates: int) -> str:
    """The function that returns the batch of an update; `updates`: how many are in the file."""
    if isinstance(plan, RecurrentPlan) and plan.data.drawn:
        return DRAWN.format(updates=updates)
    n = len(plan.data.x_train) if isinstance(plan, Plan) else plan.data.source.training
    return WHOLE if plan.batch >= n else SHUFFLED.format(n=n, size=plan.batch)


def draw_text(moment: NetworkMoment) -> str:
    """The function that draws what is random in a pass, and sets edited weights; or nothing."""
    plan = moment.plan
    lines = []
    if plan.random if isinstance(plan, Plan) else plan.activation.random:
        lines += [
            "sequence = np.random.SeedSequence(SEED, spawn_key=(3, update))",
            "random = np.random.Generator(np.random.PCG64(sequence))",
            "for module in network.modules():",
            "    if isinstance(module, RandomReLU):",
            "        module.draw(random)",
        ]
    if isinstance(plan, Plan) and plan.spec.dropout:
        lines += [
            "sequence = np.random.SeedSequence(SEED, spawn_key=(4, update))",
            "key = sequence.generate_state(1, np.uint64)",
            "for module in network.modules():",
            "    if isinstance(module, Dropout):",
            "        module.draw(key)",
        ]
    edits = _edits(moment)
    if edits:
        lines += [
            "for name, place, value in EDITS.get(update, []):",
            "    network.get_parameter(name).data[place] = value",
        ]
    if not lines:
        return ""
    body = "".join(f"    {line}\n" for line in lines)
    what = "Draw what is random in the pass of this update, as vgsim does."
    if edits:
        what = "Set the weights that were edited by hand before this update."
        if len(lines) > 2:
            what = "Draw what is random in this update's pass, and set the weights edited by hand."
    gap = "\n\n" if edits else "\n"
    return f'{edits}{gap}def prepare(update):\n    """{what}"""\n{body}'


def _edits(moment: NetworkMoment) -> str:
    """The table of weights that are set by hand later on."""
    plan = moment.plan
    if not isinstance(plan, Plan):
        return ""
    found: dict[int, list[str]] = {}
    for edit in plan.spec.edits:
        if edit.step <= moment.step or not 1 <= edit.layer < len(plan.widths):
            continue
        here = "output" if edit.layer == len(plan.widths) - 1 else f"layers.{edit.layer - 1}.linear"
        if edit.unit >= plan.widths[edit.layer]:
            continue
        if edit.input is None:
            name, place = "bias", f"{edit.unit}"
        elif edit.input < plan.widths[edit.layer - 1]:
            name, place = "weight", f"({edit.unit}, {edit.input})"
        else:
            continue
        entry = f'("{here}.{name}", {place}, {number(edit.value)})'
        found.setdefault(edit.step, []).append(entry)
    if not found:
        return ""
    rows = "".join(f"    {step}: [{', '.join(each)}],\n" for step, each in sorted(found.items()))
    head = "\n# weights that are set by hand: {update: [(name, place, value)]}\n"
    return f"{head}EDITS = {{\n{rows}}}\n"
