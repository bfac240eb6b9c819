"""The report of a run as JSON: measures, curves and the full diagnosis of every network."""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from vgsim.advice.suggestion import Suggestions
from vgsim.advice.words import as_report
from vgsim.compute.traces.judgement import Expectation, Finding, Verdict
from vgsim.compute.traces.measured import measured
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.describe.resolved import resolved
from vgsim.words.language import tr

Json = dict[str, Any]


def summary(
    trace: Trace,
    found: Sequence[Suggestions] = (),
    made_with: Json | None = None,
    tables: Sequence[Json | None] = (),
) -> Json:
    """The report as a tree that JSON can represent.

    Args:
        trace: the trace, with all measures.
        found: the suggestions for every network; empty if there was no search.
        made_with: what computed it, see `machine`.
        tables: how the table of every network is used; None: it does not learn from a table.

    Returns:
        The tree. NaN and infinities are the strings "NaN", "Infinity" and "-Infinity"; values that
        do not apply are None.
    """
    networks = {index: lane.network for index, lane in enumerate(trace.lanes)}
    lanes = [_lane_summary(trace, index) for index in range(len(trace.lanes))]
    report: Json = {
        "format": "vgsim-report/1",
        "experiment": resolved(trace.experiment, networks),
        "step": trace.step,
        "made_with": made_with,
        "networks": [
            {
                **lane, **_suggested(found[k] if found else None),
                "table": tables[k] if tables else None, "made_with": made_with,
            }
            for k, lane in enumerate(lanes)
        ],
    }  # fmt: skip
    if len(trace.lanes) > 1:
        report["comparison"] = trace.comparison
    safe = _json_safe(report)
    assert isinstance(safe, dict)
    return safe


def _suggested(found: Suggestions | None) -> Json:
    if found is None:
        return {"suggestions": None, "stays_finite": None, "remedies_tried": None}
    return {
        "suggestions": [as_report(offer) for offer in found.offers],
        "stays_finite": None if found.finite is None else as_report(found.finite),
        "remedies_tried": [*found.tried, *found.combined],
    }


def machine(engine: str) -> Json:
    """The engine, the versions, and the processor level of the kernels.

    Args:
        engine: name of the engine.
    """
    from vgsim.compute.kernels import cpu
    from vgsim.version import VERSION

    return {
        "engine": engine,
        "vgsim": VERSION,
        "numba": _version("numba"),
        "numpy": _version("numpy"),
        "processor": cpu.choose() or None,
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _lane_summary(trace: Trace, index: int) -> Json:
    lane, curves = trace.lanes[index], trace.curves[index]
    layers = [
        {
            lane.axis: layer + 1,
            "units": lane.widths[layer + 1],
            **{name: measured(lane, name, layer + 1) for name in lane.measures},
        }
        for layer in range(lane.depth + 1)
    ]
    score = "accuracy" if lane.classes else "mean_squared_error"
    return {
        "title": lane.title,
        "batch": lane.batch,
        "loss": lane.loss,
        **_diagnosis(lane),
        "first_nonfinite": _place(lane),
        **_grades(lane, score),
        f"{lane.axis}s": layers,
        "curves": {
            "step": curves.steps.tolist(),
            "loss": curves.loss.tolist(),
            "evaluated_step": curves.evaluated.tolist(),
            f"train_{score}": curves.train_accuracy.tolist(),
            f"test_{score}": curves.test_accuracy.tolist(),
            "train_loss": curves.train_loss.tolist(),
            "test_loss": curves.test_loss.tolist(),
        },
    }


def _diagnosis(lane: LaneTrace) -> Json:
    judged, broke = lane.judged, lane.evidence.history.broke
    return {
        "verdict": _verdict(lane, judged.verdict),
        "cause": judged.cause,
        "states": [
            {
                **_layer_or_step(lane, each.layer),
                "state": each.state,
                "also": list(each.also),
            }
            for each in judged.states
        ],
        "first_lost": None if broke is None else {
            "update": broke.step,
            **_layer_or_step(lane, broke.layer),
            "quantity": "signal" if broke.phase == "forward" else "gradient",
        },
        "expectation": _expectation(judged.expected),
    }  # fmt: skip


def _layer_or_step(lane: LaneTrace, number: int) -> Json:
    """A layer or time step, or the output layer, which comes after them."""
    return {"layer": "output"} if number > lane.depth else {lane.axis: number}


def _verdict(lane: LaneTrace, judged: Verdict) -> Json:
    def fields_of(found: Finding) -> Json:
        return {"state": found.state, "severity": found.severity, "sentence": found.sentence}

    return {
        "kind": judged.kind,
        "severity": judged.severity,
        "decades": None if judged.kind == "broken" else judged.decades,
        "decades_per_layer": None if judged.kind == "broken" else judged.slope,
        "starved": judged.starved,
        "learned": judged.learned,
        "sentence": judged.sentence,
        "arrives": fields_of(judged.arrives),
        "step_fits": fields_of(judged.step_fits),
        "learns": {**fields_of(judged.learns), "blind_guess": lane.evidence.blind_guess},
    }


def _expectation(expected: Expectation) -> Json:
    """Theory's expectation for the initial weights, with the spread of single networks."""
    if expected.reason or not math.isfinite(expected.decades):
        return {"silent_because": expected.reason or tr("theory does not apply here")}
    band = float(expected.spread[0])
    return {"decades": expected.decades, "band": None if math.isnan(band) else band}


def _grades(lane: LaneTrace, score: str) -> Json:
    """Recall of each class in the test, and the scores in training mode; None: not applicable."""
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


def _place(lane: LaneTrace) -> Json | None:
    if lane.first_nonfinite is None:
        return None
    phase, layer = lane.first_nonfinite
    return {"phase": phase, lane.axis: layer}


def _json_safe(value: Any) -> Any:
    """The value with NaN and infinities replaced by strings."""
    if isinstance(value, dict):
        return {key: _json_safe(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_json_safe(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value
