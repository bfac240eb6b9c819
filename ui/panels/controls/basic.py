"""The few settings that the controls begin with, and what the others hide."""

from __future__ import annotations

from ui.panels.controls.rows import SettingRows, row, rows_of
from vgsim.describe.differing import differing
from vgsim.describe.spec import Experiment, Lane

RATE = "training.learning_rate"
# a recurrent network has stacked layers instead of a depth
BASIC = frozenset({
    "network.activation", "network.depth", "network.stack", "network.width", "network.initializer",
    RATE,
})  # fmt: skip
# the button New seed stands for the seed
_NOT_HIDDEN = BASIC | {"seed", "lane.seed"}


def basic_network_rows(lane: Lane) -> SettingRows:
    """The basic settings of a network."""
    return [each for each in rows_of(lane.network, "network") if each[0].key in BASIC]


def rate_row(experiment: Experiment, lane: Lane) -> SettingRows:
    """The learning rate with which this network learns: its own, or the one for all."""
    training = lane.training or experiment.training
    return [row(RATE, training.learning_rate)]


def hidden_changes(experiment: Experiment) -> tuple[str, ...]:
    """Labels of the settings that are not basic and differ from their defaults."""
    return differing(experiment, _NOT_HIDDEN)
