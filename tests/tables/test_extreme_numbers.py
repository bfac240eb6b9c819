"""Numbers near the ends of the format are learned from, or refused in words: never a warning."""

from __future__ import annotations

import warnings
from itertools import product
from pathlib import Path

import pytest

from vgsim.compute.kernels import twin
from vgsim.compute.learning.training import Trainer
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.tables.choice import Choices
from vgsim.tables.preview import preview
from vgsim.tables.text import TableError
from vgsim.theory.judge import Judge

NUMBERS = {
    "huge": ("1.7e308", "-1.7e308", "1e308"),
    "large": ("1e200", "-3e200", "2e199"),
    "subnormal": ("5e-324", "-5e-324", "1e-310"),
    "mixed": ("1.7e308", "5e-324", "-1"),
    "one far out": ("0", "0", "1.7e308"),
    "negative zero": ("-0.0", "0.0", "-0.0"),
    "close": ("1.0000000000000002", "1", "0.9999999999999999"),
    "infinite": ("1e999", "-1e999", "1"),
}


def written(folder: Path, kind: str, place: str) -> Path:
    """A table of 60 rows whose inputs, target or both have such numbers."""
    numbers, lines = NUMBERS[kind], ["a,b,y"]
    for k in range(60):
        odd, plain = numbers[k % len(numbers)], f"{1 + k * 37 % 101 / 100:.2f}"
        inputs = (odd, numbers[(k + 1) % 3]) if place != "target" else (plain, f"{k % 7}.5")
        lines.append(",".join((*inputs, odd if place != "inputs" else plain)))
    path = folder / "x.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("standardize", [True, False])
@pytest.mark.parametrize(("kind", "place"), list(product(NUMBERS, ("inputs", "target", "both"))))
def test_a_table_of_extreme_numbers(
    tmp_path: Path, kind: str, place: str, standardize: bool
) -> None:
    path = written(tmp_path, kind, place)
    for task in ("regression", "classification"):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            seen = preview(path, Choices("y", (), task))
            data = DataSpec("csv", path=str(path), batch_size=8, task=task, target="y",
                            standardize=standardize, standardize_target=standardize)  # fmt: skip
            lane = Lane("", NetworkSpec(depth=2, width=3))
            made = Experiment(data=data, lanes=(lane,))
            try:
                trainer = Trainer(made, engine=twin(), judge=Judge())
            except TableError as error:
                said = str(error)
            else:
                said = ""
            assert bool(said) == bool(seen.fault)
            assert len(said) < 400
            if said:
                continue
            trainer.trace()
            trainer.advance(2)
            trainer.trace()
