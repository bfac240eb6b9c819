"""Scenarios that are accepted are also computed.

Rules: one pass and two updates of whatever is accepted need no warning and no error but the ones
the user is shown; the report is valid JSON, and every verdict is a sentence.
"""

from __future__ import annotations

import json
import math
from random import Random

from tests.stress import trees
from tests.stress.case import Wrong
from tests.stress.fuzz import Fuzzer
from tests.stress.messages import check_message
from tests.stress.scenario import folder, shipped_trees
from vgsim.cli.run import summary
from vgsim.compute.kernels import twin
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.describe.codec import decode
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment
from vgsim.tables.table import TableError
from vgsim.theory.judge import Judge

LARGEST = 400_000  # units times layers times examples, of all networks together
TRIES = 200


def make(random: Random) -> bytes:
    """A mutant that is accepted and small enough to be computed at once."""
    for _ in range(TRIES):
        tree = trees.copied(random.choice(shipped_trees()))
        for _ in range(random.choice((1, 2, 4, 8))):
            trees.set_field(tree, random)
        _shrink(tree, random)
        content = json.dumps(tree).encode("utf-8", "surrogatepass")
        try:
            if _size(decode(content, folder())) <= LARGEST:
                return content
        except SpecError:
            continue
    return b'{"format":"vgsim/1","lanes":[{}]}'


def _shrink(tree: trees.Tree, random: Random) -> None:
    """Most shipped networks are larger than a case may be."""
    tree.setdefault("data", {})["batch_size"] = random.choice((1, 2, 8, 16))
    tree["data"].pop("examples", None)
    for lane in tree["lanes"]:
        network = lane.setdefault("network", {})
        if "widths" not in network:
            network["depth"] = min(network.get("depth", 20), random.choice((1, 4, 12, 40)))
            network["width"] = min(network.get("width", 32), random.choice((1, 3, 12, 32)))


def _size(experiment: Experiment) -> int:
    size = 0
    for lane in experiment.lanes:
        data = lane.data or experiment.data
        for network in (lane.network, *(stage.network for stage in lane.before)):
            steps = 200 if network.cell != "none" else 1
            size += max(network.depth * network.stack * network.width, sum(network.widths)) * (
                data.batch_size * steps * network.width // 8 + data.examples
            )
    return size


def read(content: bytes) -> str:
    """Compute it as `run` does."""
    experiment = decode(content, folder())
    try:
        trainer = Trainer(experiment, engine=twin(), judge=Judge())
        _check(trainer.trace(Watch()))
        trainer.advance(2)
        _check(trainer.trace(Watch(costly=COSTLY)))
    except (SpecError, TableError) as error:
        check_message(str(error))
        return "refused with the data"
    return "computed"


def _check(trace: Trace) -> None:
    text = json.dumps(summary(trace), allow_nan=False)
    json.loads(text)
    sentences = [lane.judged.verdict.sentence for lane in trace.lanes]
    if len(trace.lanes) > 1:
        sentences.append(trace.comparison)
    for sentence in sentences:
        check_message(sentence, most=1)
    for lane in trace.lanes:
        if lane.first_nonfinite is None and math.isnan(lane.loss):
            raise Wrong("the loss is NaN, and no place where that began")


FUZZER = Fuzzer("accepted", ".vgsim", make, read, block=300)
