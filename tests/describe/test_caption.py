"""What is said under a picture that has left the program."""

from __future__ import annotations

from dataclasses import replace

from vgsim.describe.caption import caption
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec


def test_only_what_is_not_the_default_is_said() -> None:
    plain = Experiment(lanes=(Lane("One", NetworkSpec()),), seed=3)
    assert caption(plain, 12) == "One. Seed 3, update 12"
    deep = replace(NetworkSpec(), depth=50, activation="relu", dropout=0.25)
    made = Experiment(
        title="A comparison.", lanes=(Lane("One", NetworkSpec()), Lane("Deep", deep)), seed=7,
        data=DataSpec(batch_size=16), training=TrainingSpec(learning_rate=0.5),
    )  # fmt: skip
    assert caption(made, 300) == (
        "A comparison. Batch size 16, Learning rate 0.5. One. "
        "Deep: Depth 50, Activation relu, Dropout 0.25. Seed 7, update 300"
    )


def test_a_lane_says_what_it_has_of_its_own_and_nobody_says_where_a_file_lies() -> None:
    own = replace(TrainingSpec(), optimizer="adam")
    data = DataSpec("csv", path="/home/somebody/secret.csv")
    made = Experiment(lanes=(Lane("A", NetworkSpec(), training=own),), data=data)
    said = caption(made, 0)
    assert "A: Optimizer adam" in said
    assert "secret" not in said
