"""A scenario without a window: so many updates, then a report and a trace."""

from __future__ import annotations

import json
import math
import os
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from vgsim.cli.arrays import arrays
from vgsim.cli.files import atomic_write, check_place, open_scenario
from vgsim.compute.measures import COSTLY
from vgsim.compute.trace import GRADES, LaneTrace, Trace, Watch
from vgsim.compute.training import Trainer
from vgsim.describe.codec import any_table, no_table
from vgsim.describe.resolved import resolved
from vgsim.describe.spec import Experiment
from vgsim.theory.verdict import comparison, verdict

SLICE = 64  # updates between two looks at the progress line


def run(
    scenario: Path, steps: int, report: Path | None, trace: Path | None, *,
    allow_outside: bool = False,
) -> str:  # fmt: skip
    """Compute, write what was asked for, and return what a person wants to read.

    Raises:
        ScenarioError, SpecError, TableError, OSError: the input or the output is at fault.
        ValueError: two of the files are the same.
    """
    experiment = open_scenario(scenario, any_table if allow_outside else no_table)
    _check_places(scenario, report, trace)
    trainer = _trainer(experiment)
    _advance(trainer, steps)
    trainer.evaluate()
    result = trainer.trace(Watch(costly=COSTLY | {GRADES}))
    if report is not None:
        text = json.dumps(summary(result), indent=1, ensure_ascii=False, allow_nan=False)
        atomic_write(report, (text + "\n").encode("utf-8", "backslashreplace"))
    if trace is not None:
        atomic_write(trace, _npz(arrays(trainer)))
    return _words(result)


def _check_places(scenario: Path, report: Path | None, trace: Path | None) -> None:
    """Nobody shall compute for an hour and then learn that the result can go nowhere."""
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


def _trainer(experiment: Experiment) -> Trainer:
    from vgsim.compute.kernels import Kernels

    kernels = Kernels()
    if sys.stderr.isatty() and kernels.unkept(experiment):
        print("Compiling kernels: this happens once and may take a minute.", file=sys.stderr)
    kernels.prepare(experiment)
    return Trainer(experiment, engine=kernels.engine(experiment))


def _advance(trainer: Trainer, steps: int) -> None:
    """With a line of progress where somebody sees it."""
    shown = sys.stderr.isatty()
    while trainer.step < steps:
        trainer.advance(min(SLICE, steps - trainer.step))
        if shown:
            print(f"\r{trainer.step} of {steps} updates", end="", file=sys.stderr)
    if shown and steps:
        print(file=sys.stderr)


def summary(trace: Trace) -> dict[str, Any]:
    """The report, as JSON can hold it: NaN and infinities as the words "NaN", "Infinity"."""
    networks = {index: lane.network for index, lane in enumerate(trace.lanes)}
    lanes = [_lane_summary(trace, index) for index in range(len(trace.lanes))]
    report: dict[str, Any] = {
        "format": "vgsim-report/1",
        "experiment": resolved(trace.experiment, networks),
        "step": trace.step,
        "networks": lanes,
    }
    if len(trace.lanes) > 1:
        report["comparison"] = comparison(trace.lanes[0], trace.lanes[1])
    safe = _json_safe(report)
    assert isinstance(safe, dict)
    return safe


def _lane_summary(trace: Trace, index: int) -> dict[str, Any]:
    lane, curves = trace.lanes[index], trace.curves[index]
    judged = verdict(lane)
    layers = [
        {
            lane.axis: layer + 1,
            "units": lane.widths[layer + 1],
            **{name: float(values[layer]) for name, values in lane.measures.items()},
        }
        for layer in range(lane.depth + 1)
    ]
    score = "accuracy" if lane.classes else "mean_squared_error"
    return {
        "title": lane.title,
        "batch": lane.batch,
        "loss": lane.loss,
        "verdict": {
            "kind": judged.kind,
            "decades": judged.decades,
            "decades_per_layer": judged.slope,
            "starved": judged.starved,
            "sentence": judged.sentence,
        },
        "first_nonfinite": _place(lane),
        **_grades(lane, score),
        f"{lane.axis}s": layers,
        "curves": {
            "step": curves.steps.tolist(),
            "loss": curves.loss.tolist(),
            "evaluated_step": curves.evaluated.tolist(),
            f"train_{score}": curves.train_accuracy.tolist(),
            f"test_{score}": curves.test_accuracy.tolist(),
        },
    }


def _grades(lane: LaneTrace, score: str) -> dict[str, Any]:
    """Of the test class by class, and of both parts in training mode; null: does not apply."""
    grades = lane.grades
    if grades is None:
        return {}
    found = {
        name: None if math.isnan(recall) else float(recall)
        for name, recall in zip(grades.names, grades.recall, strict=True)
    }
    train, test = grades.trained or (None, None)
    return {
        "recall": found or None,
        "balanced_accuracy": grades.balanced_accuracy if found else None,
        f"train_mode_{score}": train,
        f"train_mode_test_{score}": test,
    }


def _place(lane: LaneTrace) -> dict[str, Any] | None:
    if lane.first_nonfinite is None:
        return None
    phase, layer = lane.first_nonfinite
    return {"phase": phase, lane.axis: layer}


def _json_safe(value: Any) -> Any:
    """Numbers JSON has no words for become texts."""
    if isinstance(value, dict):
        return {key: _json_safe(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_json_safe(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def _npz(found: dict[str, Any]) -> bytes:
    buffer = BytesIO()
    np.savez(buffer, **found)
    return buffer.getvalue()


def _words(trace: Trace) -> str:
    """A few lines: what each network came to."""
    lines = [f"after {trace.step} updates"]
    for lane, curves in zip(trace.lanes, trace.curves, strict=True):
        score = ""
        if len(curves.evaluated):
            found = float(curves.test_accuracy[-1])
            score = f", test accuracy {found:.1%}" if lane.classes else f", test error {found:.4g}"
        lines.append(f"{lane.title}: loss {lane.loss:.6g}{score}. {verdict(lane).sentence}")
    if len(trace.lanes) > 1:
        lines.append(comparison(trace.lanes[0], trace.lanes[1]))
    return "\n".join(lines)
