"""The settings that a step of a lesson leaves visible."""

from __future__ import annotations

from ui.panels.controls.parts import learning_rows
from ui.panels.controls.rows import SettingRows, data_rows, more_network_rows, rows_of
from ui.widgets.row_spec import RowSpec
from vgsim.describe.spec import Experiment


def lesson_rows(
    experiment: Experiment, lane: int, names: tuple[str, ...]
) -> tuple[SettingRows, SettingRows]:
    """The rows of one network, and those that all networks share.

    Args:
        experiment: the experiment on the screen.
        lane: the network whose settings are shown.
        names: paths of settings such as "network.activation", or whole groups such as "data".
    """
    network = experiment.lanes[lane].network
    own = [
        *rows_of(network, "network"), *rows_of(network, "remedies"),
        *more_network_rows(experiment, lane),
    ]  # fmt: skip
    shared = [*data_rows(experiment), *learning_rows(experiment)]
    return _kept(own, names), _kept(shared, names)


def _kept(rows: SettingRows, names: tuple[str, ...]) -> SettingRows:
    """Those rows that are named, each once."""
    found: dict[str, tuple[RowSpec, object]] = {}
    for spec, value in rows:
        if spec.key in names or spec.key.split(".")[0] in names:
            found.setdefault(spec.key, (spec, value))
    return list(found.values())
