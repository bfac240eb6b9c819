"""The window in the pseudo-language: every text comes through `tr`, and labels have room for it.

A process of its own opens everything that can be opened and prints what it has read, see
`translated/`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.long import longer
from tests.pseudo import pseudo
from tests.ui.translated.escapes import escaped, source, untranslated_value

# with kernels on the disk, what the visitor computes and paints takes a fifth
pytestmark = pytest.mark.usefixtures("compiled", "painters")
ROOT = Path(__file__).resolve().parents[2]
LIMIT = 900  # seconds on a busy machine
SCENARIOS = {"feedforward": "", "recurrent": "resources/scenarios/recurrent/03_forget_bias.vgsim"}
EACH = pytest.mark.parametrize("kind", ["feedforward", *longer(["recurrent"])])
# Room -> its texts that do not come through `tr` yet; `*` is any text, names are left out.
WAITING: dict[str, tuple[str, ...]] = {}
# Room -> its labels that are cut in the pseudo-language.
NARROW: dict[str, tuple[str, ...]] = {"ui/panels": (pseudo("Compute"), pseudo("Stop"))}


@cache
def visited(scenario: str) -> dict[str, Any]:
    """What was read in the window with this scenario."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ, "VGSIM_SETTINGS": f"{folder}/settings.json",
            "QT_QPA_PLATFORM": "offscreen",
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-X", "faulthandler", "-m", "tests.ui.translated", scenario],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def report(read: dict[str, Any], search: Callable[[str], str]) -> list[str]:
    """A line for each text in which `search` finds something: what, where, and from which file."""
    waiting = [text for texts in WAITING.values() for text in texts]
    lines: dict[str, str] = {}
    for kind, text, where in read["texts"]:
        words = search(text)
        if words and not any(fnmatchcase(words, each) for each in waiting):
            lines.setdefault(words, f"{words[:160]!r} in {where or 'a painting'} ({kind}), "
                                    f"perhaps from {source(words)}")  # fmt: skip
    return sorted(lines.values())


@pytest.mark.timeout(LIMIT)
@EACH
def test_every_text_can_be_translated(kind: str) -> None:
    read = visited(SCENARIOS[kind])
    assert len(read["texts"]) > 2000, "hardly anything was opened"
    found = report(read, escaped)
    assert not found, "\n".join(["these texts do not come through tr():", *found])


@pytest.mark.timeout(LIMIT)
@EACH
def test_every_value_in_a_text_can_be_translated(kind: str) -> None:
    found = report(visited(SCENARIOS[kind]), untranslated_value)
    assert not found, "\n".join(["these words in texts do not come through tr():", *found])


@pytest.mark.timeout(LIMIT)
@EACH
def test_no_label_is_cut(kind: str) -> None:
    """At 1280 x 720; a label with a tooltip, or one that wraps, shows the rest."""
    narrow = {text for texts in NARROW.values() for text in texts}
    cut = [f"{text!r} in {where}" for text, where in visited(SCENARIOS[kind])["cut"]
           if text not in narrow]  # fmt: skip
    assert not cut, "\n".join(["no room for:", *cut])


@pytest.mark.timeout(LIMIT)
@EACH
def test_python_notices_the_end_of_all_that_was_opened(kind: str) -> None:
    assert visited(SCENARIOS[kind])["strays"] == []
