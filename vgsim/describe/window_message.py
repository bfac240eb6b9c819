"""Phrases faults for the window, with labels and titles instead of paths in a file."""

from __future__ import annotations

import re

from vgsim.describe.errors import Fault, SpecError, clipped, rest_line
from vgsim.describe.fields import FIELDS
from vgsim.describe.spec import Experiment
from vgsim.describe.title import titled
from vgsim.words.language import tr

_LANE = re.compile(r"lanes\[(\d+)\]\.?")
_LAYER = re.compile(r"network\.layers(?:\[(\d+)\])?\.?")


def window_message(error: SpecError, experiment: Experiment) -> str:
    """One line for each fault, naming the setting as the window does."""
    lines = [clipped(_sentence(fault, experiment)) for fault in error.faults]
    return "\n".join([*lines, *rest_line(error.more)])


def _sentence(fault: Fault, experiment: Experiment) -> str:
    place = _place(fault.path, experiment)
    allowed = fault.on_screen or fault.allowed
    if not fault.message:
        return tr("{place}: enter {allowed}.", place=place or tr("Value"), allowed=allowed)
    message = fault.message.rstrip(".")
    if place:
        message = tr("{place}: {fault}", place=place, fault=message)
    else:  # it begins the sentence
        message = message[:1].upper() + message[1:]
    if allowed:
        return tr("{fault}; possible: {allowed}.", fault=message, allowed=allowed)
    return f"{message}."


def _place(path: str, experiment: Experiment) -> str:
    """The network's title and the setting's label: "Sigmoid, Depth"."""
    found, words = _LANE.match(path), []
    rest = path
    if found and int(found[1]) < len(experiment.lanes):
        rest = path[found.end() :]
        if len(experiment.lanes) > 1 or not rest:
            words.append(titled(experiment, int(found[1])))
    if layer := _LAYER.match(rest):
        network = experiment.lanes[int(found[1])].network if found else None
        number = int(layer[1]) if layer[1] else -1
        if network is not None and 0 <= number < len(network.layers):
            words.append(tr("layer {layer}", layer=network.layers[number].layer))
        rest = f"layer.{rest[layer.end() :]}"
    name = next(
        (
            key
            for key in (rest, f"lane.{rest}", rest.replace("layer.", "network."))
            if key in FIELDS
        ),
        "",
    )
    if name:
        words.append(FIELDS[name].label)
    return ", ".join(words)
