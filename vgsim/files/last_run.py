"""Keeps the last run on disk: the experiment and the state of its training."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.learning.record import Record, record
from vgsim.compute.learning.training import Trainer
from vgsim.describe.codec import any_table, decode, encode
from vgsim.describe.spec import Experiment
from vgsim.files.atomic import atomic_write
from vgsim.files.places import set_aside
from vgsim.tables.regular import read_regular
from vgsim.words.language import tr

FORMAT = "vgsim-run/1"
LARGEST = 64 * 2**20  # bytes of all arrays
LARGEST_FILE = LARGEST + 2**20
LARGEST_STEP = 2**53
DAMAGED = tr("The file of the last run could not be read; it was renamed to .bad.")


@dataclass(frozen=True, slots=True)
class LastRun:
    """The state of training when the program was closed."""

    experiment: Experiment
    step: int
    last_step: int  # the last update that was computed; the user may have gone back from it
    record: Record
    path: Path = Path()  # the file it was read from


def save(path: Path, trainer: Trainer) -> None:
    """Write the run atomically; does nothing if the folder cannot be written.

    Runs larger than `LARGEST` are not saved, because writing them would delay training.
    """
    about = {
        "format": FORMAT, "known": trainer.furthest, "experiment": encode(trainer.experiment),
    }  # fmt: skip
    content: dict[str, NDArray[Any]] = {"about": np.array(json.dumps(about)), **record(trainer)}
    if sum(array.nbytes for array in content.values()) > LARGEST:
        return
    buffer = BytesIO()
    np.savez(buffer, **content)  # type: ignore[arg-type]
    with suppress(OSError):
        atomic_write(path, buffer.getvalue(), private=True)


def load(path: Path) -> tuple[LastRun | None, str]:
    """The saved run, if any, and a message if it cannot be read.

    A damaged file is renamed to .bad, so that it is reported only once.
    """
    try:
        return replace(_read(read_regular(path, LARGEST_FILE + 1)), path=path), ""
    except FileNotFoundError:
        return None, ""
    except Exception:  # a damaged archive can raise anything
        set_aside(path)
        return None, DAMAGED


def _read(content: bytes) -> LastRun:
    """The run in these bytes; raises any exception if they do not hold one."""
    with ZipFile(BytesIO(content)) as archive:
        entries = archive.infolist()
        if max(len(content), sum(each.file_size for each in entries)) > LARGEST_FILE:
            raise ValueError("too large")
        if any(each.compress_type != ZIP_STORED for each in entries):
            raise ValueError("compressed by another program")
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        found = {name: arrays[name] for name in arrays.files}
    about = json.loads(str(found.pop("about")))
    if about["format"] != FORMAT:
        raise ValueError("of another version")
    experiment = decode(about["experiment"], allows=any_table)  # tables the user allowed before
    step, last_step = int(found["step"]), int(about["known"])
    if not 0 <= step <= last_step < LARGEST_STEP:
        raise ValueError("no update of the run")
    return LastRun(experiment, step, last_step, found)


def delete(path: Path) -> None:
    """Delete the saved run, so that it is not offered again."""
    with suppress(OSError):
        path.unlink()
