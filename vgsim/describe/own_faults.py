"""Faults of an experiment's own activations: names, formulas, and functions that are not there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from vgsim.describe.errors import Fault, shortened
from vgsim.describe.spec import Experiment, NetworkSpec, OwnActivation
from vgsim.describe.spec.own import MOST_OWN, own_of
from vgsim.formulas.tokens import FormulaError
from vgsim.parts.activations import ACTIVATIONS, is_own
from vgsim.parts.own import own_activation
from vgsim.words.language import tr


def own_faults(experiment: Experiment) -> Iterator[Fault]:
    """All faults of the experiment's own functions, and of networks that use unknown ones."""
    count = len(experiment.activations)
    if count > MOST_OWN:
        message = tr("there are {count} own functions", count=count)
        allowed = tr("at most {most} functions", most=MOST_OWN)
        yield Fault("activations", "", allowed, message=message)
    seen: set[str] = set()
    for number, each in enumerate(experiment.activations[:MOST_OWN]):
        yield from _name_faults(each.name, f"activations[{number}].name", seen)
        yield from _formula_faults(each, f"activations[{number}].")
    listed = {each.key for each in experiment.activations}
    for path, key in used_activations(experiment):
        if is_own(key) and key not in listed:
            name = own_of(key).name
            message = tr("the experiment has no function {name} of this formula", name=name)
            yield Fault(path, shortened(name), tr("a function of the list"), message=message)


@lru_cache(maxsize=64)
def formula_fault(key: str) -> FormulaError | None:
    """What is wrong with the formula of an own function; None: nothing."""
    try:
        own_activation(key)
    except FormulaError as error:
        return error
    return None


def used_activations(experiment: Experiment) -> Iterator[tuple[str, str]]:
    """The path and the name of every activation that a network or a comparison uses."""
    for number, shown in enumerate(experiment.compared):
        yield f"compared[{number}].activation", shown.activation
    for number, lane in enumerate(experiment.lanes):
        yield from _of_network(lane.network, f"lanes[{number}].network.")
        for stage, before in enumerate(lane.before):
            yield from _of_network(before.network, f"lanes[{number}].before[{stage}].network.")


def _of_network(network: NetworkSpec, prefix: str) -> Iterator[tuple[str, str]]:
    yield f"{prefix}activation", network.activation
    for number, layer in enumerate(network.layers):
        if layer.activation is not None:
            yield f"{prefix}layers[{number}].activation", layer.activation


def _name_faults(name: str, path: str, seen: set[str]) -> Iterator[Fault]:
    allowed = tr("a name of its own")
    if not name.strip():
        yield Fault(path, shortened(name), allowed, message=tr("the name is empty"))
    elif name in ACTIVATIONS or is_own(name):
        message = tr("the name {name} belongs to a built-in function", name=name)
        yield Fault(path, shortened(name), allowed, message=message)
    elif name in seen:
        message = tr("there are two functions with the name {name}", name=name)
        yield Fault(path, shortened(name), allowed, message=message)
    seen.add(name)


def _formula_faults(own: OwnActivation, prefix: str) -> Iterator[Fault]:
    given = own.parameters
    for name, low, high in (("a", given.a_low, given.a_high), ("b", given.b_low, given.b_high)):
        if low >= high:
            message = tr("the slider of {name} ends before it begins", name=name)
            path = f"{prefix}parameters.{name}_high"
            yield Fault(path, shortened(high), tr("a number above {low}", low=f"{low:g}"),
                        message=message)  # fmt: skip
    error = formula_fault(own.key)
    if error is not None:
        message = tr(
            "character {place}: {message}", place=error.position + 1,
            message=error.message.removesuffix("."),
        )  # fmt: skip
        yield Fault(
            f"{prefix}formula", shortened(own.formula), tr("a formula such as x / (1 + exp(-x))"),
            message=message,
        )  # fmt: skip
