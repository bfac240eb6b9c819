"""The caption of an exported picture."""

from __future__ import annotations

from dataclasses import replace

from vgsim.describe.caption import caption
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec


def test_defaults_are_left_out() -> None:
    plain = Experiment(lanes=(Lane("One", NetworkSpec()),), seed=3)
    assert caption(plain, 12) == "One: default settings. Seed 3, update 12"
    deep = replace(NetworkSpec(), depth=50, activation="relu", dropout=0.25)
    made = Experiment(
        title="A comparison.", lanes=(Lane("One", NetworkSpec()), Lane("Deep", deep)), seed=7,
        data=DataSpec(batch_size=16), training=TrainingSpec(learning_rate=0.5),
    )  # fmt: skip
    assert caption(made, 300) == (
        "A comparison. Batch size 16, Learning rate 0.5. One: default settings. "
        "Deep: Depth 50, Activation ReLU, Dropout 0.25. Seed 7, update 300"
    )


def test_own_settings_of_a_lane_are_named_and_paths_of_files_are_not() -> None:
    own = replace(TrainingSpec(), optimizer="adam")
    data = DataSpec("csv", path="/home/somebody/secret.csv")
    made = Experiment(lanes=(Lane("A", NetworkSpec(), training=own),), data=data)
    said = caption(made, 0)
    assert "A: Optimizer Adam" in said
    assert "secret" not in said
