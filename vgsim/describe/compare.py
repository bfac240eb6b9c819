"""Changes which activation functions an experiment compares, and their parameters."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vgsim.describe.spec import Compared, Experiment
from vgsim.describe.validate import validate


def compare(experiment: Experiment, activation: str, shown: bool) -> Experiment:
    """Add a function, after those that are compared already, or remove it."""
    others = tuple(each for each in experiment.compared if each.activation != activation)
    added = (Compared(activation),) if shown else ()
    return replace(experiment, compared=others + added)


def with_parameter(
    experiment: Experiment, activation: str, parameter: str, value: float
) -> Experiment:
    """Set a parameter of a compared function.

    Raises:
        SpecError: the function has no such parameter, or the value is not allowed.
    """
    change: dict[str, Any] = {parameter: value}
    compared = tuple(
        replace(each, **change) if each.activation == activation else each
        for each in experiment.compared
    )
    return validate(replace(experiment, compared=compared))
