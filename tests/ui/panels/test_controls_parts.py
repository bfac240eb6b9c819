"""Controls of normalization, skips and optimizers: each choice brings its own settings."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.recorder import Recorder
from ui.look.theme import THEMES
from ui.panels.controls.panel import ControlsPanel
from ui.panels.controls.parts import layer_rows, learning_rows
from ui.panels.controls.rows import SettingRows, data_rows, own_rows, rows_of
from ui.widgets.choice import LabeledChoice
from vgsim.compute.traces.trace import Watch
from vgsim.describe.edit import edit
from vgsim.describe.edit_layer import edit_layer
from vgsim.describe.setting import parameters
from vgsim.describe.spec import Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.parts.normalizations import NORMALIZATIONS
from vgsim.parts.optimizers import OPTIMIZERS, SCHEDULES

PAIR = Experiment(lanes=(Lane("A"), Lane("B", NetworkSpec(activation="relu"))))


def keys(rows: SettingRows) -> dict[str, object]:
    return {spec.key: value for spec, value in rows}


@pytest.mark.parametrize("name", NORMALIZATIONS)
def test_a_normalization_brings_its_position(name: str) -> None:
    made = edit(PAIR, "lanes.0.network.normalization", name)
    rows = keys(rows_of(made.lanes[0].network, "remedies"))
    assert rows["network.normalization"] == name
    assert ("network.normalization_place" in rows) == (name != "none")


def test_batch_norm_brings_its_momentum() -> None:
    for name in NORMALIZATIONS:
        made = edit(PAIR, "lanes.0.network.normalization", name)
        rows = keys(rows_of(made.lanes[0].network, "remedies"))
        assert ("network.norm_momentum" in rows) == NORMALIZATIONS[name].in_batches


def test_half_precision_brings_the_optimizers_precision() -> None:
    assert "training.optimizer_dtype" not in keys(learning_rows(PAIR))
    narrow = edit(PAIR, "lanes.1.network.dtype", "float16")
    assert keys(learning_rows(narrow))["training.optimizer_dtype"] == "wide"


@pytest.mark.parametrize(
    ("data", "target", "weights"),
    [("digits", False, True), ("diabetes", True, False), ("sine", False, False),
     ("moons", False, True)],
)  # fmt: skip
def test_data_bring_the_settings_of_their_target(data: str, target: bool, weights: bool) -> None:
    rows = keys(data_rows(edit(PAIR, "data.name", data)))
    assert ("data.standardize_target" in rows) == target
    assert ("data.class_weights" in rows) == weights


@pytest.mark.parametrize(("initializer", "bias"), [("pytorch_default", 0.0), ("he_normal", 1.0)])
def test_a_default_forget_bias_is_shown_with_its_value(initializer: str, bias: float) -> None:
    made = edit(PAIR, "lanes.0.network.cell", "lstm")
    made = edit(made, "lanes.0.network.initializer", initializer)
    rows = keys(rows_of(made.lanes[0].network, "network"))
    assert rows["network.forget_bias"] == bias
    assert rows["network.offset"] == 0.0


def test_skips_bring_their_sum_and_scale() -> None:
    assert "network.branch_scale" not in keys(rows_of(PAIR.lanes[0].network, "remedies"))
    skipping = edit(PAIR, "lanes.0.network.residual", 2).lanes[0].network
    rows = keys(rows_of(skipping, "remedies"))
    assert rows["network.residual"] == 2
    assert {"network.residual_place", "network.branch_scale"} <= set(rows)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_brings_its_parameters(name: str) -> None:
    rows = keys(learning_rows(edit(PAIR, "training.optimizer", name)))
    for parameter in OPTIMIZERS[name].parameters:
        assert rows[f"training.{parameter.name}"] == parameter.default
    other = set(parameters(TrainingSpec, "optimizer"))
    other -= {parameter.name for parameter in OPTIMIZERS[name].parameters}
    assert not {f"training.{each}" for each in other} & set(rows)


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_brings_its_parameters(name: str) -> None:
    rows = keys(learning_rows(edit(PAIR, "training.schedule", name)))
    shown = {each for each in ("warmup", "length", "decay") if f"training.{each}" in rows}
    assert shown == set(SCHEDULES[name].settings)


def test_the_rows_of_a_single_layer() -> None:
    made = edit_layer(PAIR, 0, 4, "activation", "prelu")
    assert keys(layer_rows(made.lanes[0].network, 4))["layer.alpha"] == 0.25
    assert keys(layer_rows(made.lanes[0].network, 5))["layer.activation"] is None


def test_own_rows_show_the_shared_values() -> None:
    rows = keys(own_rows(PAIR, 0))
    assert rows == {
        "seed": None, "data.name": None, "data.batch_size": None, "training.optimizer": None,
    }  # fmt: skip
    own = edit(PAIR, "lanes.0.training.optimizer", "adam")
    assert keys(own_rows(own, 0))["training.learning_rate"] == own.lanes[0].training.learning_rate


@pytest.fixture
def panel(qtbot: QtBot) -> ControlsPanel:
    made = ControlsPanel(Recorder())
    qtbot.addWidget(made)
    made.show_theme(THEMES["light"])
    made.show_experiment(PAIR)
    return made


def choose(form_row: Any, key: object) -> None:
    assert isinstance(form_row, LabeledChoice)
    form_row.chosen.emit(key)


def test_controls_request_the_change_of_their_setting(panel: ControlsPanel) -> None:
    """Networks are edited by paths as in files, a layer by the name of its setting."""
    said = panel.requests.asked
    choose(panel.remedies.rows["network.normalization"], "batch")
    choose(panel.learning.rows["training.optimizer"], "adam")
    choose(panel.own.rows["training.optimizer"], "sgd")
    panel.show_watch(Watch(layer=3))
    assert "layer: 3" in panel.layer_section.button.text()
    choose(panel.layer.rows["layer.activation"], "tanh")
    assert [(name, arguments[:-1]) for name, arguments in said] == [
        ("edit_lane", (PAIR.lanes[0], "network.normalization", "batch")),
        ("edit", ("training.optimizer", "adam")),
        ("edit_lane", (PAIR.lanes[0], "training.optimizer", "sgd")),
        ("edit_layer", (PAIR.lanes[0], 3, "activation", "tanh")),
    ]
