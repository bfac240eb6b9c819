"""Adds the experiment's own functions to the choices of an activation."""

from __future__ import annotations

from dataclasses import replace

from ui.panels.controls.rows import SettingRows, entry_help
from ui.widgets.choice import Option
from vgsim.describe.spec import Experiment
from vgsim.parts.activations import ACTIVATIONS


def with_functions(rows: SettingRows, experiment: Experiment) -> SettingRows:
    """The rows, with the experiment's own functions among the activations."""
    own = tuple(
        Option(each.key, each.name, entry_help(ACTIVATIONS[each.key]), about="network.activation")
        for each in experiment.activations
    )
    return [
        (replace(spec, options=(*spec.options, *own)), value)
        if spec.key.endswith(".activation") else (spec, value)
        for spec, value in rows
    ]  # fmt: skip
