"""Adds, changes and removes an experiment's own activations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vgsim.describe.edit import with_activation
from vgsim.describe.errors import Fault, SpecError
from vgsim.describe.own_faults import formula_fault, own_faults, used_activations
from vgsim.describe.spec import Experiment, Lane, NetworkSpec, OwnActivation
from vgsim.describe.validate import validate
from vgsim.parts.activations import ACTIVATIONS
from vgsim.words.language import tr


def own_named(experiment: Experiment, name: str) -> OwnActivation | None:
    """The experiment's own function with this name."""
    return next((each for each in experiment.activations if each.name == name), None)


def unused_name(experiment: Experiment, wanted: str) -> str:
    """The name itself, or with a number behind it if it is taken."""
    taken = {each.name for each in experiment.activations} | set(ACTIVATIONS)
    numbered = (f"{wanted} {number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(n for n in numbered if n not in taken)


def faults_of(experiment: Experiment, function: OwnActivation, instead_of: str = "") -> list[Fault]:
    """What is wrong with a function that would be added, or take the place of another one.

    The paths are those of the function's own settings, such as "formula".
    """
    kept = [each for each in experiment.activations if each.name != instead_of]
    alone = replace(experiment, activations=(*kept, function), lanes=(Lane(),), compared=())
    prefix = f"activations[{len(kept)}]."
    found = [each for each in own_faults(alone) if each.path.startswith(prefix)]
    return [replace(each, path=each.path.removeprefix(prefix)) for each in found]


def fault_place(function: OwnActivation) -> int | None:
    """The index of the character of a formula at which something is wrong; None: it is right."""
    error = formula_fault(function.key)
    return None if error is None else error.position


def with_function(
    experiment: Experiment, function: OwnActivation, lane: int | None = None
) -> Experiment:
    """Add a function, and use it in the network with this index if one is given.

    Raises:
        SpecError: its name or formula has faults, or there are too many.
    """
    added = replace(experiment, activations=(*experiment.activations, function))
    if lane is None:
        return validate(added)
    lanes = list(added.lanes)
    network = with_activation(lanes[lane].network, function.key)
    lanes[lane] = replace(lanes[lane], network=network)
    return validate(replace(added, lanes=tuple(lanes)))


def with_changed_function(experiment: Experiment, name: str, function: OwnActivation) -> Experiment:
    """Put another function in the place of an own one, in all networks that use it.

    Raises:
        SpecError: its name or formula has faults.
    """
    old = own_named(experiment, name)
    if old is None:
        return with_function(experiment, function)
    functions = tuple(function if each is old else each for each in experiment.activations)
    compared = tuple(
        replace(each, activation=function.key, alpha=None) if each.activation == old.key else each
        for each in experiment.compared
    )
    lanes = tuple(_in_lane(lane, old.key, function.key) for lane in experiment.lanes)
    return validate(replace(experiment, activations=functions, compared=compared, lanes=lanes))


def without_function(experiment: Experiment, name: str) -> Experiment:
    """Remove an own function; it is no longer compared either.

    Raises:
        SpecError: a network uses it.
    """
    old = own_named(experiment, name)
    if old is None:
        return experiment
    compared = tuple(each for each in experiment.compared if each.activation != old.key)
    functions = tuple(each for each in experiment.activations if each is not old)
    left = replace(experiment, activations=functions, compared=compared)
    if any(key == old.key for _, key in used_activations(left)):
        message = tr("A network uses {name}; choose another activation there first.", name=name)
        raise SpecError((Fault("", "", "", message=message),))
    return left


def _in_lane(lane: Lane, old: str, new: str) -> Lane:
    before = tuple(
        replace(stage, network=_in_network(stage.network, old, new)) for stage in lane.before
    )
    return replace(lane, network=_in_network(lane.network, old, new), before=before)


def _in_network(network: NetworkSpec, old: str, new: str) -> NetworkSpec:
    layers = tuple(_instead(each, old, new) for each in network.layers)
    changed: NetworkSpec = _instead(network, old, new)
    return changed if layers == network.layers else replace(changed, layers=layers)


def _instead(part: Any, old: str, new: str) -> Any:
    """The part with the new function; its own value of a is kept only if there is still an a."""
    if part.activation != old:
        return part
    takes = ACTIVATIONS[new].parameters if new in ACTIVATIONS else ()  # else it is refused later
    has = any(each.name == "alpha" for each in takes)
    return replace(part, activation=new, alpha=part.alpha if has else None)
