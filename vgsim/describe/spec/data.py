"""Declares the settings of the data, and functions that depend on the kind of data."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vgsim.describe.setting import defaults, setting, untitled
from vgsim.parts.datasets import DATASETS, MOST_STEPS
from vgsim.parts.losses import CLASS_WEIGHTS, Task
from vgsim.tables.choice import MISSING_RULES, TASKS, Choices, ColumnPlace
from vgsim.tables.text import MOST_COLUMNS
from vgsim.words.language import tr
from vgsim.words.numbers import rounded_percent
from vgsim.words.plain import plain

LONGEST_TARGET = 30  # characters of the target's name in a title


# fmt: off
@dataclass(frozen=True, slots=True)
class DataSpec:
    """What a network learns. Settings of a table (CSV) must have their defaults for other data."""

    name: str = setting("digits", tr("Data"), tr("What the networks learn"), choices=DATASETS,
        always=True, rank=0, form="data")
    batch_size: int = setting(64, tr("Batch size"),
        tr("Examples per pass; at most the whole training set"), (1, 100_000), (1, 256, 1),
        always=True, title=lambda d: tr("batch {size}", size=d.batch_size), axis=1, form="data",
        order=2)
    examples: int = setting(512, tr("Examples"), tr("Training examples of a generated data set"),
        (2, 100_000), (16, 2048, 16), title=untitled, axis=1, form="data", order=1,
        visible=lambda d: DATASETS[d.name].points is not None)
    noise: float | None = setting(None, tr("Noise"),
        tr("Standard deviation of the noise in generated data"),
        (0, 10), (0, 1, 0.01), of="name", title=untitled, axis=1)
    path: str | None = setting(None, tr("File"), tr("Table (CSV) with a column to predict"),
        (0, 4096), kind="path", only="table", title=untitled, form="data")
    standardize: bool = setting(True, tr("Standardize inputs"),
        tr("Inputs with mean 0 and standard deviation 1; off: as measured"), rank=2, form="data",
        order=3, visible=lambda d: DATASETS[d.name].sequence is None,
        title=lambda d: tr("inputs standardized") if d.standardize
        else tr("inputs not standardized"))
    standardize_target: bool = setting(True, tr("Standardize target"),
        tr("Target with mean 0 and standard deviation 1; off: in its own units"),
        title=lambda d: tr("target standardized") if d.standardize_target
        else tr("target not standardized"), rank=2,
        form="data", order=3, visible=lambda d: scalable(d))
    label_noise: float = setting(0.0, tr("Label noise"),
        tr("Fraction of the training labels that are replaced by wrong ones"), (0, 1), (0, 1, 0.01),
        axis=1,
        title=lambda d: tr("{percent} wrong labels", percent=rounded_percent(d.label_noise)),
        form="data", order=2, visible=lambda d: not DATASETS[d.name].steps)
    class_weights: str = setting("none", tr("Class weights"),
        tr("How much each class counts in the loss"), choices=CLASS_WEIGHTS,
        title=lambda d: tr("balanced class weights") if d.class_weights == "balanced"
        else tr("equal class weights"),
        rank=2, form="data", order=3, visible=lambda d: weightable(d))
    length: int | None = setting(None, tr("Length"), tr("Steps of a generated sequence"),
        (2, MOST_STEPS), (2, 200, 1), of="name",
        title=lambda d: "" if d.length is None else tr("%n step(s)", "", d.length), rank=0, axis=1,
        form="data", order=1, visible=lambda d: DATASETS[d.name].sequence is not None)
    target: ColumnPlace | None = setting(None, tr("Target"),
        tr("Column of the table to predict"), only="table", title=lambda d: _target(d), rank=0,
        null=tr("the last, or one that looks like a target"))
    leave_out: tuple[ColumnPlace, ...] = setting((), tr("Leave out"),
        tr("Columns of the table that are not read"), (0, MOST_COLUMNS), only="table",
        title=lambda d: tr("other columns"), rank=0)
    task: str | None = setting(None, tr("Predict"),
        tr("Whether the target holds classes or numbers"), choices=TASKS,
        only="table", title=lambda d: tr("read differently"), rank=0, null=tr("what it looks like"))
    missing: str = setting("refuse", tr("Missing values"),
        tr("Refuse them, leave their rows out, or fill them with the mean of the training set"),
        choices=MISSING_RULES, only="table", title=lambda d: tr("read differently"), rank=0)

    @property
    def choices(self) -> Choices:
        """How the user wants the table to be used."""
        return Choices(self.target, self.leave_out, self.task, self.missing)
# fmt: on


def without_table(data: DataSpec) -> DataSpec:
    """The data with the settings of a table reset."""
    return replace(data, **defaults(DataSpec, only="table"))


def task_of(data: DataSpec) -> Task | None:
    """The task of the data; None if it depends on the user's table."""
    if data.name == "csv" and data.task is not None:
        return "classification" if data.task == "classes" else "regression"
    return DATASETS[data.name].task


def scalable(data: DataSpec) -> bool:
    """Whether the target can be numeric and standardized."""
    source = DATASETS[data.name]
    return task_of(data) != "classification" and source.points is None and not source.steps


def weightable(data: DataSpec) -> bool:
    """Whether the data have classes with a fixed number of examples to weight them by."""
    return task_of(data) != "regression" and not DATASETS[data.name].steps


def _target(data: DataSpec) -> str:
    if data.target is None:
        return tr("another target")
    return tr("predicts {target}", target=plain(str(data.target), LONGEST_TARGET))
