"""Saves the state of a trainer as plain arrays, so that it can continue later, bit for bit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from vgsim.compute.arrays.types import Array
from vgsim.compute.learning.snapshots import Snapshot
from vgsim.compute.learning.staged_run import StagedRun
from vgsim.compute.learning.training import Trainer

Record = dict[str, Array]
_PARTS = ("learned", "states", "statistics")


def record(trainer: Trainer) -> Record:
    """Return each network at the current and at the furthest kept step, and its curves."""
    found: Record = {"step": np.array(trainer.step)}
    for index, staged in enumerate(trainer.staged_runs):
        for name, value in _state(staged).items():
            found[f"{index}/{name}"] = value
    return found


def _state(staged: StagedRun) -> Record:
    run = staged.run
    run.keep_snapshot()
    engine, until = run.computed
    found: Record = {
        "stage": np.array(staged.stage),
        "rates": np.array(run.rates, np.float64).reshape(-1, 2),
        "known": np.array(run.furthest),
        "lost": np.array(-1 if run.nonfinite_loss_at is None else run.nonfinite_loss_at),
        "engine": np.array([engine, str(until)]),
    }
    shots = run.snapshots.kept
    for step in {run.step, max(shots, default=run.step)} & set(shots):
        found |= {f"shot/{step}/{name}": value for name, value in _shot(shots[step]).items()}
    if run.begins_with is not None:
        found |= {f"begun/{name}": value for name, value in _shot(run.begins_with).items()}
    return found | {f"course/{name}": value for name, value in run.recorder.record().items()}


def _shot(shot: Snapshot) -> Record:
    found = {name: getattr(shot, name) for name in _PARTS} | {"since": np.array(shot.since)}
    return found if shot.origin is None else found | {"origin": shot.origin}


def recall(trainer: Trainer, found: Mapping[str, Array]) -> None:
    """Restore the recorded state in a new trainer of the same experiment.

    Raises:
        ValueError: the record is damaged or of other networks; the trainer is then unusable.
    """
    try:
        _recall_all(trainer, found)
    except ValueError:
        raise
    except Exception as error:  # a file may contain arrays of any type and shape
        raise ValueError("the record is damaged") from error


def _recall_all(trainer: Trainer, found: Mapping[str, Array]) -> None:
    step = int(found["step"])
    for index, staged in enumerate(trainer.staged_runs):
        start = f"{index}/"
        own = {name[len(start) :]: value for name, value in found.items() if name.startswith(start)}
        _recall(staged, own)
        if step not in (staged.run.start, *staged.run.snapshots.kept):
            raise ValueError("where the run was is not in the record")
    trainer.goto(step)


def _recall(staged: StagedRun, found: Record) -> None:
    staged.enter(int(found["stage"]))
    run = staged.run
    begun = _given(run.snapshot(), found, "begun/")
    if begun is not None:
        run.begin_with(begun)
    run.recorder.recall(_under(found, "course/"))
    run.rates = [(int(step), float(rate)) for step, rate in found["rates"]]
    run.furthest = int(found["known"])
    run.nonfinite_loss_at = None if found["lost"] < 0 else int(found["lost"])
    run.computed = str(found["engine"][0]), int(found["engine"][1])
    for step in {int(name.split("/")[1]) for name in found if name.startswith("shot/")}:
        shot = _given(run.snapshot(), found, f"shot/{step}/")
        if shot is None or not run.start < step <= run.furthest:
            raise ValueError("this is no step of the run")
        run.snapshots.keep(step, shot)


def _given(like: Snapshot, found: Record, start: str) -> Snapshot | None:
    """Return the snapshot under this prefix; None: there is none.

    Raises:
        ValueError: it does not have the shapes and types of this network.
    """
    own = _under(found, start)
    if not own:
        return None
    for name in _PARTS:
        expected = getattr(like, name)
        if own[name].shape != expected.shape or own[name].dtype != expected.dtype:
            raise ValueError("these are weights of another network")
    since, origin = int(own["since"]), own.get("origin")
    if origin is not None and origin.shape != like.learned.shape:
        raise ValueError("these are weights of another network")
    return Snapshot(own["learned"], own["states"], own["statistics"], since, origin)


def _under(found: Record, start: str) -> Record:
    return {name[len(start) :]: value for name, value in found.items() if name.startswith(start)}
