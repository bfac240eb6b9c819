"""Classes that count more the rarer they are: losses and gradients as in PyTorch, recall, guess."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nets import Late, distance, experiment, layers

from vgsim.compute.arrays.plan import plan
from vgsim.compute.kernels import Engine, twin
from vgsim.compute.learning.lane import LaneRun
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import GRADES, SELF_CHECK, Watch
from vgsim.describe.spec import Experiment

torch, F = Late("torch"), Late("torch.nn.functional")
pytestmark = pytest.mark.usefixtures("few_answers")
ENDS = [
    (3, "softmax", "cross_entropy"), (3, "sigmoid", "bce"), (2, "sigmoid", "bce"),
    (3, "tanh", "mse"), (2, "tanh", "mse"), (3, "softmax", "mse"), (2, "linear", "mse"),
]  # fmt: skip


@pytest.fixture
def tables(tmp_path: Path) -> dict[int, str]:
    """Tables of two and of three classes of which one is rare."""
    made = {}
    for classes in (2, 3):
        rng = np.random.default_rng(classes)
        label = np.sort(rng.choice(classes, 200, p=[0.8, 0.2] if classes == 2 else [0.7, 0.2, 0.1]))
        points = rng.standard_normal((200, 3)) + label[:, None]
        path = tmp_path / f"{classes}.csv"
        rows = [
            ",".join(f"{x:.6f}" for x in p) + f",{k}" for p, k in zip(points, label, strict=True)
        ]
        path.write_text("a,b,c,class\n" + "\n".join(rows) + "\n", "utf-8")
        made[classes] = str(path)
    return made


def weighted(path: str, dtype: str = "float64", **fields: Any) -> Experiment:
    fields = {"depth": 2, "width": 5, "activation": "tanh", "dtype": dtype, **fields}
    made = experiment(fields, batch=24)
    data = replace(made.data, name="csv", path=path, class_weights="balanced")
    return replace(made, data=data)


def test_weights_are_scikit_learns(tables: dict[int, str]) -> None:
    made = plan(weighted(tables[3]), 0)
    counts = np.bincount(made.data.y_train.astype(int))
    assert made.class_weights is not None
    assert made.class_weights == pytest.approx(counts.sum() / (3 * counts))
    assert plan(replace(weighted(tables[3]), data=replace(weighted(tables[3]).data,
                class_weights="none")), 0).class_weights is None  # fmt: skip


@pytest.mark.peers
@pytest.mark.parametrize(("classes", "output", "loss"), ENDS)
@pytest.mark.parametrize(("dtype", "near"), [("float64", 1e-12), ("float32", 1e-5)])
def test_loss_and_gradients_are_torchs(
    classes: int, output: str, loss: str, dtype: str, near: float, engine: Engine,
    tables: dict[int, str],
) -> None:  # fmt: skip
    made = plan(weighted(tables[classes], dtype, output=output, loss=loss), 0)
    run = LaneRun(made, engine)
    run.run_pass()
    tape, top = run.tape, run.tape.layers
    z = torch.tensor(np.array(tape.preactivation(top)), requires_grad=True)
    target, labels = torch.tensor(np.array(tape.target())), torch.tensor(run.labels).long()
    assert made.class_weights is not None
    weights = torch.tensor(made.class_weights, dtype=z.dtype)
    own = weights[labels][:, None]
    if loss == "cross_entropy":
        value = F.cross_entropy(z, labels, weight=weights)
    elif loss == "bce":
        value = F.binary_cross_entropy_with_logits(z, target, weight=own)
    else:
        answers = {"tanh": torch.tanh, "softmax": lambda x: torch.softmax(x, 1),
                   "linear": lambda x: x}[output](z)  # fmt: skip
        value = ((answers - target) ** 2 * own).sum() / (own.sum() * z.shape[1])
    value.backward()
    assert tape.loss == pytest.approx(float(value.detach()), rel=near)
    assert distance(tape.grad_preactivation(top), z.grad.numpy()) <= near


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16"])
@pytest.mark.parametrize(("classes", "output", "loss"), ENDS[:3])
def test_both_engines_learn_alike(
    dtype: str, classes: int, output: str, loss: str, kernels: Engine, tables: dict[int, str]
) -> None:
    made = weighted(tables[classes], dtype, output=output, loss=loss)
    first, second = LaneRun(plan(made, 0), twin()), LaneRun(plan(made, 0), kernels)
    near = {"float64": 1e-12, "float32": 1e-4, "float16": 0.02, "bfloat16": 0.1}[dtype]
    for run in (first, second):
        run.advance(20)
    for layer in layers(first.tape):
        assert distance(second.tape.weight(layer), first.tape.weight(layer)) <= near


def test_the_pass_is_true_by_differences(tables: dict[int, str]) -> None:
    trace = Trainer(weighted(tables[3])).trace(Watch(costly=frozenset({SELF_CHECK})))
    assert max(check.error for check in trace.lanes[0].checks) < 1e-5


def test_scans_are_alike(kernels: Engine, tables: dict[int, str]) -> None:
    found = []
    for engine in (twin(), kernels):
        run = LaneRun(plan(weighted(tables[3]), 0), engine)
        sizes = np.array([0.5, 1.0, 2.0])
        found.append(engine.scan(run.tape, 7, sizes, sizes))
    assert np.abs(found[0] - found[1]).max() < 1e-10


@pytest.mark.parametrize(("classes", "output", "loss"), ENDS)
def test_a_blind_guess_is_the_best_constant_answer(
    classes: int, output: str, loss: str, tables: dict[int, str]
) -> None:
    """Outputs of a network that is only a bias, wherever it is, are no better."""
    from vgsim.parts.output_layer import loss_and_gradient

    made = plan(weighted(tables[classes], output=output, loss=loss), 0)
    factors, bias = made.factors(made.targets), np.zeros((1, made.targets.shape[1]))
    for _ in range(3000):
        z = np.repeat(bias, len(made.targets), axis=0)
        value, gradient = loss_and_gradient(z, made.targets, output, loss, factors)
        bias = bias - 0.3 * gradient.sum(axis=0)
        assert value >= made.blind_guess * (1 - 1e-12)
    assert value == pytest.approx(made.blind_guess, rel=1e-3)


def test_recall_of_each_class(tables: dict[int, str]) -> None:
    """Who always answers the commonest class is right about that one alone."""
    made = weighted(tables[3], activation="relu", initializer="zeros")
    plain = replace(made, data=replace(made.data, class_weights="none"))
    trainer = Trainer(plain)
    trainer.advance(40)
    trainer.evaluate()
    grades = trainer.trace(Watch(costly=frozenset({GRADES}))).lanes[0].grades
    assert grades is not None
    assert grades.recall.tolist() == [1.0, 0.0, 0.0]
    assert grades.balanced_accuracy == pytest.approx(1 / 3)
    assert float(trainer.curves()[0].test_accuracy[-1]) > 0.6


def test_weights_help_the_rare_class(kernels: Engine, tables: dict[int, str]) -> None:
    made = weighted(tables[2])
    recalls = []
    for weights in ("none", "balanced"):
        trainer = Trainer(replace(made, data=replace(made.data, class_weights=weights)),
                          engine=kernels)  # fmt: skip
        trainer.advance(300)
        grades = trainer.trace(Watch(costly=frozenset({GRADES}))).lanes[0].grades
        assert grades is not None
        recalls.append(grades.recall[1])
    assert recalls[1] > recalls[0]


def test_values_have_no_classes(tmp_path: Path) -> None:
    path = tmp_path / "values.csv"
    path.write_text("\n".join(f"{k},{k * 0.37}" for k in range(50)), "utf-8")
    with pytest.raises(ValueError, match="no classes"):
        plan(weighted(str(path)), 0)
