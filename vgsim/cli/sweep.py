"""`vgsim sweep FILE`: computes a grid of networks on all cores into a table; restartable."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

from vgsim.compute.kernels import Kernels
from vgsim.describe.codec import any_table, encode, no_table
from vgsim.describe.spec import Experiment
from vgsim.files.scenario import open_scenario
from vgsim.theory.sweep import (
    MOST_CELLS,
    RESULTS,
    SweepAxis,
    cells,
    compute_cell,
    parse_axis,
    prepared,
)

CHUNK = 16  # cells per task of a process
TableRow = dict[str, float | str]
GridPoint = tuple[float, ...]
SweepJob = tuple[Experiment, tuple[SweepAxis, ...], int, int]  # experiment, axes, lane, updates
Found = tuple[list[GridPoint], list[TableRow]]


def sweep(
    scenario: Path, varied: Sequence[str], out: Path, *, lane: int, updates: int, workers: int,
    scheduler: str = "", allow_outside: bool = False,
) -> str:  # fmt: skip
    """Compute the cells that the table does not have yet, and return a summary.

    Rows are written as they finish. Starting again with the same arguments computes only the
    missing cells.

    Args:
        scenario: the scenario file.
        varied: the axes, each as `parse_axis` reads them.
        out: the table (CSV).
        lane: index of the network to measure.
        updates: updates before a network is measured.
        workers: processes; 0: one for each core.
        scheduler: address of a Dask cluster to use instead.
        allow_outside: whether a table outside the scenario's folder may be read.

    Raises:
        ScenarioError, SpecError, OSError: the input or the output is at fault.
        ValueError: an axis cannot be read, the table belongs to another sweep, or the cluster
            cannot be used; the message is for the user.
    """
    experiment = open_scenario(scenario, any_table if allow_outside else no_table)
    axes = [parse_axis(each) for each in varied]
    experiment = prepared(experiment, axes)
    if not 0 <= lane < len(experiment.lanes):
        raise ValueError(f"--lane {lane}: the scenario has lanes 0 to {len(experiment.lanes) - 1}")
    wanted = list(cells(axes))
    if len(wanted) > MOST_CELLS:
        raise ValueError(f"{len(wanted)} cells are too many; at most {MOST_CELLS} are possible")
    mark = _mark(experiment, axes, lane, updates)
    done = _finished(out, axes, mark)
    missing = [each for each in wanted if _key(each) not in done]
    job = experiment, tuple(axes), lane, updates
    _compute(job, missing, out, workers, scheduler, len(wanted))
    known = (
        f"; {len(wanted) - len(missing)} were already there" if len(missing) < len(wanted) else ""
    )
    return f"{len(missing)} cells computed{known}: {out}"


def _mark(experiment: Experiment, axes: Sequence[SweepAxis], lane: int, updates: int) -> str:
    """A hash that identifies a sweep."""
    words = [encode(experiment), *(axis.path for axis in axes), str(lane), str(updates)]
    return sha256("\n".join(words).encode("utf-8")).hexdigest()[:16]


def _key(values: Iterable[float]) -> tuple[str, ...]:
    return tuple(repr(float(value)) for value in values)


def _finished(out: Path, axes: Sequence[SweepAxis], mark: str) -> set[tuple[str, ...]]:
    """The cells that the table already has; cuts off a half-written last line."""
    head = f"# vgsim sweep {mark}"
    if out.exists() and not out.is_file():
        raise ValueError(f"--out {out}: that is not a file; choose another one")
    if not out.exists() or out.stat().st_size == 0:
        with out.open("w", newline="", encoding="utf-8") as file:
            file.write(head + "\n")
            csv.writer(file).writerow([*(axis.path for axis in axes), *RESULTS])
        return set()
    text = out.read_text("utf-8", errors="replace")
    if not text.startswith(head + "\n"):
        raise ValueError(f"{out} belongs to another sweep; choose another file or delete it")
    if not text.endswith("\n"):
        text = text[: text.rfind("\n") + 1]
        out.write_text(text, "utf-8", newline="")
    rows = list(csv.reader(text.splitlines()[2:]))
    width = len(axes) + len(RESULTS)
    return {tuple(row[: len(axes)]) for row in rows if len(row) == width}


def _compute(
    job: SweepJob, missing: list[GridPoint], out: Path, workers: int, scheduler: str, total: int
) -> None:
    """Compute missing cells and write rows as chunks finish, in any order."""
    chunks = [missing[k : k + CHUNK] for k in range(0, len(missing), CHUNK)]
    count = total - len(missing)
    with out.open("a", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        for chunk, rows in _found(job, chunks, workers, scheduler):
            for values, row in zip(chunk, rows, strict=True):
                writer.writerow([*_key(values), *(_written(row[name]) for name in RESULTS)])
            file.flush()
            count += len(chunk)
            _progress(count, total)


def _found(
    job: SweepJob, chunks: list[list[GridPoint]], workers: int, scheduler: str
) -> Iterator[Found]:
    if not chunks:
        return iter(())
    if scheduler:
        from vgsim.cli.cluster import on_cluster

        return on_cluster(scheduler, compute_chunk, job, chunks)
    if workers == 1 or len(chunks) == 1:
        return ((chunk, compute_chunk(*job, chunk)) for chunk in chunks)
    return _in_processes(job, chunks, workers)


def _in_processes(job: SweepJob, chunks: list[list[GridPoint]], workers: int) -> Iterator[Found]:
    _kernels().prepare(job[0])  # the processes then load them from disk
    context = get_context("spawn")
    with ProcessPoolExecutor(workers or os.cpu_count() or 1, mp_context=context) as pool:
        try:
            waiting = {pool.submit(compute_chunk, *job, chunk): chunk for chunk in chunks}
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        except BrokenProcessPool:
            raise ValueError(
                "A process of the sweep was killed: start the sweep again to continue."
            ) from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else repr(value)


def _progress(count: int, total: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if count == total else ""
        print(f"\r{count} of {total} cells", end=end, file=sys.stderr, flush=True)


@cache
def _kernels() -> Kernels:
    return Kernels()


def compute_chunk(
    experiment: Experiment,
    axes: tuple[SweepAxis, ...],
    lane: int,
    updates: int,
    chunk: list[GridPoint],
) -> list[TableRow]:
    """Compute some cells; runs in any process."""
    kernels = _kernels()
    return [compute_cell(experiment, axes, each, lane, updates, kernels) for each in chunk]
