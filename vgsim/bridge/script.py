"""Puts the script together."""

from __future__ import annotations

from vgsim.bridge.arrays import EXAMPLES
from vgsim.bridge.data_text import batch_text, draw_text
from vgsim.bridge.expected import ExpectedPasses
from vgsim.bridge.model_text import model_text
from vgsim.bridge.moment import NetworkMoment
from vgsim.bridge.parts_text import ActivationTexts, text_of
from vgsim.bridge.recurrent_text import recurrent_text
from vgsim.bridge.torch_table import FORMATS, INITIALIZERS
from vgsim.bridge.training_text import loss_text, optimizer_text, update_text
from vgsim.bridge.words import number, quoted, remark
from vgsim.compute.arrays.plan import Plan
from vgsim.parts.initializers import INITIALIZERS as DRAWN
from vgsim.version import VERSION

HEAD = '''"""{title}: a network of vgsim {version} in PyTorch, {moment}.

    pip install torch safetensors numpy
    python {name}.py                 compares itself with vgsim's numbers
    python {name}.py --updates 500   then trains on

{name}.safetensors has its weights{memories}, its data, and vgsim's numbers.
"""

{imports}
torch.set_default_dtype({dtype})

START = {start}  # updates made before
CHECKED = {checked}  # updates that are compared with vgsim's
{fewer}TOLERANCE = {tolerance}  # largest relative difference of a number
{more}'''
# why fewer updates are compared than usual
FEWER = {
    "": "",
    "grows": "No more, because this training is unstable: differences in the last digit grow from "
    "update to update, so that no two programs agree for long.",
    "infinite": "No more, because then its numbers become infinite.",
    "cancels": "No more, because some gradients are nothing but roundings, which differ from "
    "program to program.",
}
FILE = '''
FILE = load_file(Path(__file__).with_suffix(".safetensors"))


def part_of_file(name):
    """The arrays whose names begin with this word."""
    return {key.partition("/")[2]: FILE[key] for key in FILE if key.startswith(name + "/")}


data = part_of_file("data")
network = Network()
network.load_state_dict(part_of_file("network"))
'''
PASS = '''
def run_pass(update):
    """Forward and backward pass of this update's batch: all signals, and the loss."""
{prepare}    x, target = batch(update)
    signals = network(x)
    for signal in signals:
        signal.retain_grad()
    loss = loss_of(signals[-1], target)
    {zero}
    {backward}
    return signals, loss.item()
'''
CHECK = '''
# From here on: the comparison with vgsim.


def difference(here, there):
    """The largest difference, relative to the largest number that vgsim has there."""
    here, there = here.detach().double(), there.double()
    same = (here == there) | (here.isnan() & there.isnan())
    if same.all():
        return 0.0
    # numbers below the smallest normal one have fewer digits
    smallest = torch.finfo(torch.get_default_dtype()).tiny / TOLERANCE
    largest = max(there.nan_to_num(0, 0, 0).abs().max().item(), smallest)
    found = ((here - there)[~same].abs().max() / largest).item()
    return found if found == found else float("inf")


def compare(place, signals):
    """The differences of all signals and gradients from vgsim's, by name."""
    there = part_of_file(place)
    here = {{f"gradient of {{name}}": p.grad for name, p in network.named_parameters()}}
    for name, signal in zip({names}, signals):
        here[name], here[f"gradient of {{name}}"] = signal[:{rows}], signal.grad[:{rows}]
    return {{name: difference(here[name], there[name]) for name in there}}


def check():
    """Compare all passes up to update START + CHECKED; return the largest difference."""
    largest = 0.0
    print(f"{{'difference of':16}}{{'loss':>12}}{{'signals':>12}}{{'gradients':>12}}")
    for update in range(START, START + CHECKED + 1):
        signals, loss = run_pass(update)
        losses = FILE["losses"][update - START]
        found = {{"loss": difference(torch.tensor(loss, dtype=torch.float64), losses)}}
        if update in (START, START + CHECKED):
            found |= compare("first" if update == START else "last", signals)
            gradients = max(found[name] for name in found if name.startswith("gradient"))
            others = max(found[name] for name in found if not name.startswith("gradient"))
            row = f"{{found['loss']:12.1e}}{{others:12.1e}}{{gradients:12.1e}}"
            print(f"update {{update:<9}}{{row}}")
        name = max(found, key=found.get)
        if found[name] > TOLERANCE >= largest:
            print(f"{{name}} is the first to differ by more, at update {{update}}")
        largest = max(largest, found[name])
        make_update()
    return largest


def main():
    """Check, then train on."""
    options = argparse.ArgumentParser(description="A network of vgsim in PyTorch.")
    options.add_argument("--updates", type=int, default=0, help="updates to make")
    updates = options.parse_args().updates
    largest = check()
    same = largest <= TOLERANCE
    print(f"largest difference {{largest:.1e}}: {{'within' if same else 'ABOVE'}} {{TOLERANCE}}")
    for update in range(START + CHECKED + 1, START + updates):
        _, loss = run_pass(update)
        make_update()
        if (update + 1) % 100 == 0 or update + 1 == START + updates:
            print(f"update {{update + 1}}: loss {{loss:.6g}}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
'''


def script(moment: NetworkMoment, name: str, passes: ExpectedPasses | None = None) -> str:
    """The text of the script.

    Args:
        moment: the network.
        name: of the file, without its suffix.
        passes: what it compares itself with; without it, the text is only good to see whether the
            network can be exported.

    Raises:
        NotExported: a part of the network has no counterpart in PyTorch.
    """
    plan = moment.plan
    dtype = text_of(FORMATS, plan.format.name).text
    activations = ActivationTexts(per_unit=plan.spec.per_unit)
    if isinstance(plan, Plan):
        model = model_text(plan, activations)
        names = f'[f"layer {{k}}" for k in range(1, {plan.depth + 1})] + ["output"]'
    else:
        model = recurrent_text(plan, activations)
        names = '["state", "output"]'
    since = moment.snapshot.since
    updates = passes.updates if passes is not None else 0
    prepare = draw_text(moment)
    body = "\n".join(
        filter(None, (
            activations.definitions, model, FILE, batch_text(plan, updates + 1), prepare,
            loss_text(plan), optimizer_text(moment, since), _pass(moment, prepare),
            update_text(moment), CHECK.format(names=names, rows=EXAMPLES),
        ))
    )  # fmt: skip
    remembers = moment.step > since and "memory[" in body
    head = HEAD.format(
        title=quoted(plan.title), version=VERSION, moment=_when(moment), name=quoted(name),
        memories=", its optimizer's memories" if remembers else "", imports=_imports(body),
        dtype=dtype, start=moment.step, checked=updates,
        tolerance=passes.tolerance if passes is not None else 0.0,
        fewer=_fewer(passes),
        more=_constants(moment, body),
    )  # fmt: skip
    return f"{head}\n{body}"


def _fewer(passes: ExpectedPasses | None) -> str:
    """Remarks on what is not compared, and why."""
    if passes is None:
        return ""
    text = FEWER[passes.stopped]
    if passes.left_out:
        left = ", ".join(passes.left_out)
        text += f" Not compared where its terms cancel: the gradient of {left}."
    return remark(text.strip()) if text else ""


def _when(moment: NetworkMoment) -> str:
    if not moment.step:
        return "before its first update"
    return "after 1 update" if moment.step == 1 else f"after {moment.step} updates"


def _imports(body: str) -> str:
    standard = ["import argparse", "import sys", "from pathlib import Path"]
    if "math." in body:
        standard.insert(1, "import math")
    others = ["import torch", "from safetensors.torch import load_file", "from torch import nn"]
    if "np." in body:
        others.insert(0, "import numpy as np")
    if "F." in body:
        others.append("from torch.nn import functional as F")
    return "\n".join([*standard, "", *others, ""])


def _constants(moment: NetworkMoment, body: str) -> str:
    plan = moment.plan
    lines = f"SEED = {plan.seed}\n" if "SEED" in body else ""
    if "BRANCH" in body and isinstance(plan, Plan):
        lines += f"BRANCH = {number(plan.branch_scale)}  # 1 / sqrt(skips), on every branch\n"
    return lines + "\n" + _origin(moment)


def _origin(moment: NetworkMoment) -> str:
    """Remarks on where the weights come from, and on what the script leaves out."""
    plan, spec = moment.plan, moment.plan.spec
    part = text_of(INITIALIZERS, spec.initializer)
    parameters = DRAWN[spec.initializer].parameters
    scale = number(getattr(spec, parameters[0].name)) if parameters else ""
    text = f"vgsim drew the first weights as {part.text.format(scale=scale)}"
    text += f", times {spec.gain:g}" if spec.gain != 1 else ""
    text += f", plus {spec.offset:g}" if spec.offset else ""
    own = isinstance(plan, Plan) and any(
        each.initializer != spec.initializer for each in plan.layers[:-1]
    )
    text += " (some layers otherwise)" if own else ""
    text += (
        "; the file has what training made of them." if moment.step else "; they are in the file."
    )
    found = remark(text)
    if moment.earlier:
        found += remark(
            "Its settings were changed during training. The weights come from all of it; this "
            "script has the settings of now."
        )
    if moment.end is not None:
        found += remark(
            f"In vgsim the settings change again at update {moment.end}; this script keeps those "
            "of now."
        )
    return found


def _pass(moment: NetworkMoment, prepare: str) -> str:
    scale = moment.plan.spec.loss_scale
    backward = "loss.backward()"
    if scale:
        backward = (
            f"(loss * 2.0**{scale}).backward()  # scaled, so that small gradients do not become 0\n"
            "    for each in [*network.parameters(), *signals]:\n"
            f"        each.grad *= 2.0**-{scale}"
        )
    frozen = isinstance(moment.plan, Plan) and any(each.frozen for each in moment.plan.layers)
    zero = "network.zero_grad()  # of frozen layers, too" if frozen else "optimizer.zero_grad()"
    text = PASS.replace("{zero}", zero).replace(
        "{prepare}", "    prepare(update)\n" if prepare else ""
    )
    return text.replace("{backward}", backward)
