"""`vgsim run FILE`: trains a scenario without a window and writes a report and a trace."""

from __future__ import annotations

import json
import os
import sys
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from vgsim.cli.output import complain
from vgsim.cli.remedies import remedies
from vgsim.cli.report import machine, summary
from vgsim.compute.kernels import Kernels
from vgsim.compute.learning.run import STAND_IN
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import GRADES, Trace, Watch
from vgsim.describe.codec import any_table, no_table
from vgsim.describe.spec import Experiment
from vgsim.files.atomic import atomic_write
from vgsim.files.places import check_place
from vgsim.files.scenario import open_scenario
from vgsim.files.trace_file import arrays
from vgsim.parts.examples import Dataset
from vgsim.tables.summary import as_report
from vgsim.theory.judge import Judge
from vgsim.words.numbers import scientific, short

SLICE = 64  # updates between two progress lines


def run(
    scenario: Path, steps: int, report: Path | None, trace: Path | None, *,
    allow_outside: bool = False,
) -> str:  # fmt: skip
    """Train the networks of a scenario, write the requested files, and return the text to print.

    Args:
        scenario: the scenario file.
        steps: number of updates.
        report: where to write the report (JSON); None: nowhere.
        trace: where to write the arrays of one pass (.npz); None: nowhere.
        allow_outside: whether a table outside the scenario's folder may be read.

    Raises:
        ScenarioError, SpecError, TableError, OSError: the input or the output is at fault.
        ValueError: two of the files are the same.
    """
    experiment = open_scenario(scenario, any_table if allow_outside else no_table)
    _check_places(scenario, report, trace)
    kernels = Kernels()
    trainer = trainer_of(experiment, kernels)
    advance(trainer, steps)
    trainer.evaluate()
    result = trainer.trace(Watch(costly=COSTLY | {GRADES}))
    if report is not None:
        found = [remedies(result, lane, kernels) for lane in range(len(result.lanes))]
        tree = summary(
            result, found, machine(trainer.lanes[0].engine.name), _table_readings(trainer)
        )
        text = json.dumps(tree, indent=1, ensure_ascii=False, allow_nan=False)
        atomic_write(report, (text + "\n").encode("utf-8", "backslashreplace"))
    if trace is not None:
        atomic_write(trace, _npz(arrays(trainer)))
    return "\n".join([*_tables(trainer), _words(result)])


def _check_places(scenario: Path, report: Path | None, trace: Path | None) -> None:
    """Check the output paths first, so that a long run cannot fail at its end."""
    known = {os.path.realpath(scenario): "the scenario"}
    for name, path in (("--report", report), ("--trace", trace)):
        if path is None:
            continue
        place = os.path.realpath(path)
        if place in known:
            raise ValueError(f"{name} {path}: that is {known[place]}; name another file")
        if not path.exists() or path.is_file():
            known[place] = f"the file of {name}"
        check_place(path)


def trainer_of(experiment: Experiment, kernels: Kernels) -> Trainer:
    """A trainer with the fastest available engine; warns if that is not Numba."""
    if sys.stderr.isatty() and kernels.unkept(experiment):
        print("Compiling kernels (once, about a minute).", file=sys.stderr)
    kernels.prepare(experiment)
    engine = kernels.engine(experiment)
    if engine.name == STAND_IN:
        complain(f"Numba is not available; using NumPy (slower): {kernels.failure}")
    return Trainer(experiment, engine=engine, judge=Judge())


def advance(trainer: Trainer, steps: int) -> None:
    """Train up to update `steps`, with a progress line on a terminal."""
    shown = sys.stderr.isatty()
    while trainer.step < steps:
        trainer.advance(min(SLICE, steps - trainer.step))
        if shown:
            print(f"\r{trainer.step} of {steps} updates", end="", file=sys.stderr)
    if shown and steps:
        print(file=sys.stderr)


def _npz(found: dict[str, Any]) -> bytes:
    buffer = BytesIO()
    np.savez(buffer, **found)
    return buffer.getvalue()


def _tables(trainer: Trainer) -> list[str]:
    """Lines on how each of the user's tables was read."""
    data = (lane.plan.data for lane in trainer.lanes)
    lines = (line for each in data if isinstance(each, Dataset) for line in each.description)
    return list(dict.fromkeys(lines))


def _table_readings(trainer: Trainer) -> list[dict[str, Any] | None]:
    """How the table of every network is used, for the report."""
    data = (lane.plan.data for lane in trainer.lanes)
    tables = (each.interpretation if isinstance(each, Dataset) else None for each in data)
    return [None if found is None else as_report(found) for found in tables]


def _words(trace: Trace) -> str:
    """The results to print."""
    return "\n".join([f"after {trace.step} updates", *findings(trace)])


def findings(trace: Trace) -> list[str]:
    """A line for each network with loss, test score (if evaluated) and verdict; a comparison."""
    lines = []
    for lane, curves in zip(trace.lanes, trace.curves, strict=True):
        score = ""
        if len(curves.evaluated):
            found = float(curves.test_accuracy[-1])
            text = f"accuracy {100 * found:.1f} %" if lane.classes else f"error {short(found, 4)}"
            score = f", test {text}"
        text = lane.judged.verdict.sentence
        loss = short(lane.loss) if isfinite(lane.loss) else scientific(lane.loss)
        lines.append(f"{lane.title}: loss {loss}{score}. {text}")
    return [*lines, trace.comparison] if trace.comparison else lines
