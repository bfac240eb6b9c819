"""Files that once did harm, and files like them: each is read, or refused in a short sentence.

A file in `files` is tested by being there. What is expected is in the file of the same name that
ends in `.expected`: `opens`, `outside`, or `refused: ` and a part of the sentence.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpus.made import MADE
from tests.corpus.replay import FILES, READERS

pytestmark = pytest.mark.skipif(os.name != "posix", reason="no limits of memory and time here")
ROOT = Path(__file__).resolve().parents[2]
LONGEST = 300  # characters of a sentence
MOST_LINES = 21  # twenty faults, and how many more there are
FLOOR, FACTOR = 0.15, 12  # seconds for any file, and times what a plain file of its size costs
MEMORY_FLOOR, MEMORY_FACTOR = 2**25, 60  # bytes for any file, and for each byte of a file
NAMES = sorted([path.name for path in FILES.iterdir() if path.suffix in READERS] + [*MADE])
Outcome = tuple[str, int, float, float]  # what became of it, bytes, CPU seconds, bytes of memory


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.corpus.replay"],
        cwd=ROOT, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = (json.loads(line) for line in done.stdout.splitlines())
    return {name: tuple(rest) for name, *rest in lines}


@pytest.mark.parametrize("name", NAMES)
def test_read_or_refused(outcomes: dict[str, Outcome], name: str) -> None:
    outcome, size, seconds, memory = outcomes[name]
    kind, _, said = outcome.partition(": ")
    assert kind in ("opens", "outside", "refused"), outcome
    lines = said.split("\n")
    assert len(lines) <= MOST_LINES
    for line in lines:
        assert len(line) <= LONGEST
        assert all(each.isprintable() or each in "\u200d\xa0" for each in line), repr(line)
    expected = MADE[name][1] if name in MADE else _expected(name)
    wanted, _, part = expected.partition(": ")
    assert kind == (wanted or kind), outcome
    assert part in said
    plain = outcomes.get(f"plain{Path(name).suffix}", ("", 1, 0.0, 0.0))
    assert seconds <= FLOOR + FACTOR * size * plain[2] / plain[1]
    assert memory <= MEMORY_FLOOR + MEMORY_FACTOR * size


def _expected(name: str) -> str:
    path = FILES / f"{name}.expected"
    return path.read_text("utf-8").strip() if path.exists() else ""


def test_what_is_expected_is_of_a_file() -> None:
    for path in FILES.glob("*.expected"):
        assert path.with_suffix("").exists(), path.name
