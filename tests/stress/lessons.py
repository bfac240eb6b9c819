"""Fuzzer of lesson files.

Rules: a lesson or a `SpecError`, nothing else; a lesson's experiments are valid and its readings
name what there is; no file or folder outside the lesson's own folder is touched; messages and
cost are those of an ordinary file.
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tests.stress import raw, trees
from tests.stress.case import Wrong
from tests.stress.fuzz import Fuzzer
from tests.stress.messages import check_message
from tests.stress.scratch import own_folder
from tests.stress.touched import only_below
from tests.stress.words import LITERALS, STRINGS
from vgsim.describe.errors import SpecError
from vgsim.describe.validate import validate
from vgsim.teach.check import readings_of_lesson
from vgsim.teach.lesson import Lesson
from vgsim.teach.library import bundled
from vgsim.teach.quantities import QUANTITIES
from vgsim.teach.reader import read_lesson

KEYS = (
    "task", "format", "kind", "title", "about", "minutes", "level", "claims", "source", "start",
    "step", "scenario", "edits", "beside", "reset", "updates", "playback", "text", "formula",
    "show", "claim", "say", "quantity", "lane", "layer", "than", "under", "over", "tolerance",
    "factor", "is", "at", "function", "when", "question", "ask", "option", "item", "right_when",
    "answer", "misconception", "try", "run", "which", "bound", "unit", "statement", "said",
    "helps", "reason", "goal", "allowed", "at_most", "hints", "solution", "cost", "controls",
    "look", "panel", "stage",
)  # fmt: skip
VALUES = (
    "last", "output", "all", "gradient", "verdict", "vanishing", "relu", "learn", "pass", "C93",
    "C94", "network.activation", "lanes.0.network.depth", "$x$", "$", "$\\frac{1}{2}$", "{value}",
    "challenge", "choice", "choices", "number", "order", "curve", "sketch", "t.vgsim", "../t.vgsim",
    "pipe.vgsim", "01_sigmoid_against_relu", "first_under", "smallest", True, False, 0, 1, -1, 7,
    20, 10**6, 0.5, 1e-6, float("nan"), float("inf"), [], {}, "null",
)  # fmt: skip
_PIECES = (
    *LITERALS, *(each.encode("utf-8", "surrogatepass") for each in STRINGS),
    *(f"\n{key} = 1\n".encode() for key in KEYS), b"[[step]]\n", b"\n[", b"]]", b'"""', b"'''",
    b"= { ", b"a.b.c.d.e.f.g.h.i.j = 1\n", b"[" * 3000, b"9" * 5000, b"$", b"\\", b"#",
)  # fmt: skip


@cache
def shipped() -> tuple[bytes, ...]:
    """All lessons of the program."""
    return tuple(path.read_bytes() for path in bundled())


@cache
def shipped_trees() -> list[Any]:
    return [tomllib.loads(content.decode("utf-8")) for content in shipped()]


@cache
def folder() -> Path:
    """The folder the lessons are in, with a scenario and some traps."""
    place = own_folder("lessons")
    (place / "t.vgsim").write_text('{"format":"vgsim/1","lanes":[{}]}', "utf-8")
    os.mkfifo(place / "pipe.vgsim")
    return place


def make(random: Random) -> bytes:
    """One mutant."""
    kind = random.random()
    if kind < 0.6:
        tree = trees.copied(random.choice(shipped_trees()))
        for _ in range(random.choice((1, 1, 1, 2, 4))):
            _change(tree, random)
        return written(tree).encode("utf-8", "surrogatepass")
    if kind < 0.63:
        return raw.otherwise_encoded(random.choice(shipped()), random)
    return raw.mutated(random.choice(shipped()), random, _PIECES)


def _change(tree: Any, random: Random) -> None:
    """Set, remove or move something anywhere in the tree."""
    if random.random() < 0.3:
        trees.change_node(tree, random, shipped_trees())
        return
    nodes = [each for each in trees.walk(tree) if isinstance(each, dict) and each]
    if not nodes:
        return
    node = random.choice(nodes)
    key = random.choice((*KEYS, *list(node) * 3))
    node[key] = random.choice(VALUES) if random.random() < 0.8 else trees.any_value(random)


def written(tree: Any) -> str:
    """The tree as TOML: each key of the top on a line, everything below it within braces."""
    if not isinstance(tree, dict):
        return f"x = {_inline(tree)}\n"
    return "".join(f"{_text(key)} = {_inline(value)}\n" for key, value in tree.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        pairs = (f"{_text(key)} = {_inline(inner)}" for key, inner in value.items())
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    return _text(value) if isinstance(value, str) else repr(value)


def _text(value: Any) -> str:
    marks = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(marks.get(each, each) for each in str(value)) + '"'


def read(content: bytes) -> str:
    """Read it as the program does."""
    place = folder()
    with only_below(place):
        try:
            lesson = read_lesson(content, "x", place)
        except SpecError as error:
            check_message(str(error))
            return "refused"
    _check(lesson)
    return "accepted"


def _check(lesson: Lesson) -> None:
    """Whatever shows or runs the lesson finds nothing that it has to look at again.

    Raises:
        Wrong: it does.
    """
    scenes = [step.scene for step in lesson.steps]
    scenes += [step.question.run for step in lesson.steps if step.question is not None]
    for scene in scenes:
        validate(scene.experiment)
    for reading in readings_of_lesson(lesson):
        validate(reading.experiment)
        if reading.quantity not in QUANTITIES or reading.lane >= len(reading.experiment.lanes):
            raise Wrong("a reading of nothing", repr(reading))


FUZZER = Fuzzer("lessons", ".toml", make, read, max(shipped(), key=len), block=1000)
