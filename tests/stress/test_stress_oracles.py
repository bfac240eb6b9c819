"""The stress tests find what they are there for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest

from tests.stress import disk, kill_saves, scenario
from tests.stress.__main__ import main
from tests.stress.case import Failure, Tally, Wrong, from_json, store, to_json
from tests.stress.cost import Budget, Cost, calibrate, exact_memory
from tests.stress.fuzz import Fuzzer, content_of, run
from tests.stress.messages import check_message
from tests.stress.root import ROOT
from tests.stress.touched import only_below
from vgsim.files import atomic
from vgsim.files.scenario import save_scenario

PLAIN = b"plain " * 2000


def _read(content: bytes) -> str:
    return "read" if bytes(content) else "empty"


def _copies(content: bytes) -> str:
    return str(len([bytes(content) + b"x" for _ in range(2000)]))


def test_memory_that_grows_faster_than_the_file_is_found() -> None:
    budget = calibrate(_read, PLAIN)
    memory = exact_memory(_copies, PLAIN)
    budget.check(Cost(0.0, exact_memory(_read, PLAIN)), len(PLAIN))
    with pytest.raises(Wrong, match="memory"):
        budget.check(Cost(0.0, memory), len(PLAIN))


def test_time_that_grows_faster_than_the_file_is_found() -> None:
    budget = Budget(1e-7, 1.0)
    budget.check(Cost(0.1, 0.0), 2**20)
    with pytest.raises(Wrong, match="time"):
        budget.check(Cost(0.1, 0.0), 100)


@pytest.mark.parametrize(
    "text",
    ["", " ", "a" * 301, "a\tb", "a\x1b[0m", "a\u202eb", "\n".join("x" * 22), "a ValueError here",
     "Traceback (most recent call last)", "[Errno 2] No such file"],
)  # fmt: skip
def test_messages_nobody_can_read_are_found(text: str) -> None:
    with pytest.raises(Wrong):
        check_message(text)


def test_an_ordinary_message_is_let_through() -> None:
    check_message("lanes[0].network.depth: 900 is not allowed; allowed: 1 to 200\nand 3 more")
    check_message('"\N{WOMAN}\u200d\N{PERSONAL COMPUTER}" is not a number')


def _even(content: bytes) -> str:
    if content[0] % 2:
        raise IndexError("odd")
    return "even"


def test_a_failure_names_its_case_and_the_case_is_the_same_again() -> None:
    fuzzer = Fuzzer("even", ".bin", lambda random: random.randbytes(9), _even)
    tally = run(fuzzer, 3, range(40))
    odd = [index for index in range(40) if content_of(fuzzer, 3, index)[0] % 2]
    assert tally.kinds.total() == len(odd)
    first = tally.failures[0]
    assert first.case == f"even:3:{odd[0]}"
    assert first.content == content_of(fuzzer, 3, odd[0])
    assert "IndexError" in first.what


def test_a_stored_failure_can_be_replayed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = content_of(scenario.FUZZER, 1, 7)
    tally = Tally()
    tally.fail(Failure("scenario:1:7", "wrong", "detail", content, ".vgsim"))
    (output,) = store(tmp_path, tally)
    assert output.endswith("--replay scenario:1:7")
    assert main(["--replay", str(tmp_path / "scenario-1-7.vgsim")]) == 0
    assert main(["--replay", "scenario:1:7"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "1 cases" in first
    assert first.split("|")[1] == second.split("|")[1]  # the same outcome


def test_tallies_go_from_process_to_process() -> None:
    tally = Tally(cases=3)
    tally.outcomes["read"] += 2
    tally.fail(Failure("a:1:2", "wrong", "detail"))
    tally.measure("slowest", 2.0, "a:1:1", "s")
    assert from_json(to_json(tally)) == tally


_DEADLY = """
import os, signal
from tests.stress.batches import run_for
from tests.stress.fuzz import Fuzzer

def read(content):
    if content == b"7":
        os.kill(os.getpid(), signal.SIGKILL)
    if content == b"12":
        return str(len(bytes(10 * 2**30)))
    return "read"


made = Fuzzer("deadly", ".txt", lambda random: str(random.randrange(20)).encode(), read, block=10)
tally = run_for(made, 1, 60.0, cases=60)
print(sorted((each.what, each.content) for each in tally.failures if each.content))
print(tally.outcomes["read"] > 10)
"""


def test_a_case_that_kills_its_process_is_named_and_memory_is_limited() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _DEADLY], cwd=ROOT, capture_output=True, text=True, check=True
    )
    output, others = done.stdout.splitlines()
    assert "('the process died, code -9', b'7')" in output
    assert "MemoryError" in output
    assert others == "True"


def _naive(target: Path, content: bytes, *rest: object, **named: object) -> None:
    handle = os.open(target, os.O_WRONLY | os.O_TRUNC)
    os.write(handle, content)
    os.close(handle)


def test_a_writer_that_is_not_atomic_is_found() -> None:
    assert not disk.run().failures
    with patch.object(atomic, "_replace", _naive):
        assert any("is not the old one" in each.what for each in disk.run().failures)


@pytest.mark.parametrize(
    "damage", [lambda text: text[:-20], lambda text: text.replace("a", "b", 9)]
)
def test_a_file_that_a_kill_spoiled_is_found(tmp_path: Path, damage: Callable[[str], str]) -> None:
    path, tally = tmp_path / "document.vgsim", Tally()
    save_scenario(path, kill_saves.versions()[0])
    kill_saves.check(path, "kills:1:1", tally)
    assert not tally.failures
    path.write_text(damage(path.read_text("utf-8")), "utf-8")
    kill_saves.check(path, "kills:1:2", tally)
    assert tally.failures


def test_places_outside_the_folder_are_guarded(tmp_path: Path) -> None:
    inside = tmp_path / "a.txt"
    inside.write_text("a", "utf-8")
    with only_below(tmp_path):
        assert inside.is_file()
    with pytest.raises(Wrong, match="outside"), only_below(tmp_path / "sub"):
        assert not Path("/etc/passwd").exists()


def test_every_case_has_its_own_content() -> None:
    contents = {content_of(scenario.FUZZER, 1, index) for index in range(300)}
    assert len(contents) > 290
    assert content_of(scenario.FUZZER, 2, 0) != content_of(scenario.FUZZER, 1, 0)
    assert scenario.make(Random(5)) == scenario.make(Random(5))
