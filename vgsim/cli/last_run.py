"""The last run, on the disk: an experiment and where its learning stood."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from vgsim.cli.files import atomic_write
from vgsim.compute.record import Record, record
from vgsim.compute.training import Trainer
from vgsim.describe.codec import decode, encode
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment

FORMAT = "vgsim-run/1"
LARGEST = 64 * 2**20  # bytes


@dataclass(frozen=True, slots=True)
class LastRun:
    """Where learning stood when it was left."""

    experiment: Experiment
    step: int
    known: int  # the furthest update there was
    found: Record


def keep(path: Path, trainer: Trainer) -> None:
    """Write all or nothing; a folder that cannot be written is no fault worth a message.

    Networks so large that writing them would hold learning up are not kept.
    """
    about = {
        "format": FORMAT, "known": trainer.known, "experiment": encode(trainer.experiment),
    }  # fmt: skip
    content: dict[str, NDArray[Any]] = {"about": np.array(json.dumps(about)), **record(trainer)}
    if sum(array.nbytes for array in content.values()) > LARGEST:
        return
    buffer = BytesIO()
    np.savez(buffer, **content)  # type: ignore[arg-type]
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, buffer.getvalue())


def find(path: Path) -> LastRun | None:
    """The run that was kept, if there is one that can be read."""
    try:
        if not 0 < path.stat().st_size <= LARGEST:
            return None
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            found = {name: archive[name] for name in archive.files}
        about = json.loads(str(found.pop("about")))
        if about["format"] != FORMAT:
            return None
        experiment = decode(about["experiment"])
        return LastRun(experiment, int(found["step"]), int(about["known"]), found)
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, SpecError):
        return None


def forget(path: Path) -> None:
    """It is not to be offered again."""
    with suppress(OSError):
        path.unlink()
