"""Fuzzer of scenario files.

Rules: an experiment or a `SpecError`, nothing else; what is accepted can be written and read
again; no file or folder outside the scenario's own folder is touched; messages and cost are
those of an ordinary file.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from resources import find
from tests.stress import oddities, raw, trees
from tests.stress.case import Wrong
from tests.stress.fuzz import Fuzzer
from tests.stress.messages import check_message
from tests.stress.scratch import own_folder
from tests.stress.touched import only_below
from tests.stress.words import LITERALS, STRINGS
from vgsim.describe.codec import decode, encode, heading_of
from vgsim.describe.errors import SpecError

ODD = 0.002  # of the cases; they are large
_PIECES = (*LITERALS, *(each.encode("utf-8", "surrogatepass") for each in STRINGS))


@cache
def shipped() -> tuple[bytes, ...]:
    """All scenarios of the program."""
    return tuple(path.read_bytes() for path in sorted(find("scenarios").rglob("*.vgsim")))


@cache
def shipped_trees() -> list[Any]:
    return [json.loads(content) for content in shipped()]


@cache
def folder() -> Path:
    """The folder the scenarios are in, with some tables and some traps."""
    place = own_folder("scenarios")
    (place / "sub").mkdir()
    for table in (place / "t.csv", place / "sub" / "t.csv"):
        table.write_text("a,b\n" + "".join(f"{k},{k % 2}\n" for k in range(20)), "utf-8")
    os.mkfifo(place / "pipe.csv")
    os.symlink("loop.csv", place / "loop.csv")
    return place


def make(random: Random) -> bytes:
    """One mutant."""
    kind = random.random()
    if kind < ODD:
        return oddities.odd(random)
    if kind < 0.65:
        tree = trees.mutated(random.choice(shipped_trees()), random, shipped_trees())
        return trees.written(tree, random)
    if kind < 0.67:
        return raw.otherwise_encoded(random.choice(shipped()), random)
    return raw.mutated(random.choice(shipped()), random, _PIECES)


def read(content: bytes) -> str:
    """Read it as the program does."""
    place = folder()
    with only_below(place):
        try:
            experiment = decode(content, place)
        except SpecError as error:
            check_message(str(error))
            _heading(content)
            return "refused"
        title, about = heading_of(content)
        if title != experiment.title:
            raise Wrong("another title in the list of scenarios", repr(title))
        written = encode(experiment, place, about).encode("utf-8")
        if decode(written, place) != experiment:
            raise Wrong("another experiment after saving and opening")
    return "accepted"


def _heading(content: bytes) -> None:
    """The list of scenarios reads files that cannot be opened, too."""
    try:
        heading_of(content)
    except SpecError as error:
        check_message(str(error))


def _plain() -> bytes:
    """A large file in which nothing is wrong."""
    edits = [{"step": k, "layer": 1, "unit": k % 8, "value": 0.5} for k in range(900)]
    network = {"depth": 5, "width": 8, "edits": edits}
    lanes = [{"title": f"Network {k}", "network": network} for k in range(2)]
    return json.dumps({"format": "vgsim/1", "lanes": lanes}).encode()


FUZZER = Fuzzer("scenario", ".vgsim", make, read, _plain(), block=10_000)
