"""Fuzzers of what the program remembers between two starts: the last run and the settings.

Rules: whatever the file holds, the program starts, and no error escapes; a run that is offered
can be continued or is refused with one sentence.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.stress import archives, raw
from tests.stress.case import Wrong
from tests.stress.fuzz import Fuzzer
from tests.stress.messages import check_message
from tests.stress.scratch import own_folder
from tests.stress.trees import any_value
from tests.stress.words import LITERALS, STRINGS
from ui.settings import Settings, load_settings
from vgsim.compute.kernels import twin
from vgsim.compute.learning.record import recall
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Watch
from vgsim.files import last_run

_PIECES = (*LITERALS, b"[" * 3000, b'"', b"{", b"\xff", b"9" * 5000)


def make_run(random: Random) -> bytes:
    """A last run that was damaged."""
    return archives.mutated(archives.kept_run(), random)


def read_run(content: bytes) -> str:
    """Look for the last run, and continue it if there is one."""
    path = own_folder("last-run") / "last_run.npz"
    path.write_bytes(content)
    found, complaint = last_run.load(path)
    if found is None:
        check_message(complaint, most=1)
        if path.exists():
            raise Wrong("a run that cannot be read was not set aside")
        return "set aside"
    trainer = Trainer(found.experiment, engine=twin())
    try:
        recall(trainer, found.record)
    except ValueError:
        return "found, but of another network"
    trainer.advance(1)
    trainer.trace(Watch())
    return "continued"


def make_settings(random: Random) -> bytes:
    """Settings in which something is not as the program wrote it."""
    settings: dict[str, Any] = {
        "theme": "dark", "window": [1, 2, 800, 600], "maximized": False,
        "sizes": {"stage 2 desktop": [600, 400]},
        "folder": "/home", "seconds_per_pass": 3.5, "memory": 96, "recent": ["/home/a.vgsim"],
    }  # fmt: skip
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        settings[random.choice(list(settings))] = _value(random)
    content = json.dumps(settings).encode()
    return content if random.random() < 0.6 else raw.mutated(content, random, _PIECES)


def _value(random: Random) -> Any:
    kind = random.randrange(4)
    if kind == 0:
        return [random.choice((0, -1, 1, 2**15, 2**24, 2**31, 2**63, -(2**31)))
                for _ in range(random.choice((3, 4, 4, 4, 11)))]  # fmt: skip
    if kind == 1:
        return [random.choice(STRINGS) for _ in range(random.randrange(4))]
    return any_value(random)


def read_settings(content: bytes) -> str:
    """Load the settings as at a start."""
    path = own_folder("settings") / "settings.json"
    path.write_bytes(content)
    settings, complaint = load_settings(path)
    if type(settings) is not Settings:
        raise Wrong("no settings", repr(settings)[:200])
    repr(settings)
    if complaint is None:
        return "read"
    check_message(complaint, most=1)
    if path.exists():
        raise Wrong("settings that cannot be read were not set aside")
    return "set aside"


def _plain_settings() -> bytes:
    return json.dumps({"recent": ["/home/a.vgsim"] * 10, "folder": "/home"}).encode()


RUNS = Fuzzer("last_run", ".npz", make_run, read_run, block=500)
SETTINGS = Fuzzer("settings", ".json", make_settings, read_settings, _plain_settings())
