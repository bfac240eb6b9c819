"""Share codes: short, the same experiment again, and as little trusted as a stranger's file."""

from __future__ import annotations

import json
import random
import zlib
from base64 import urlsafe_b64encode
from dataclasses import replace
from pathlib import Path

import pytest

from vgsim.describe.codec import any_table, encode
from vgsim.describe.errors import OutsideError, SpecError
from vgsim.describe.spec import DataSpec, Experiment, Lane, LayerSpec, NetworkSpec
from vgsim.files.bundled import scenarios
from vgsim.files.code_text import LONGEST, is_code
from vgsim.files.qr import LARGEST_VERSION, dark_runs, qr_squares
from vgsim.files.scenario import ScenarioError, about_in, open_scenario
from vgsim.files.share import LARGEST, NoCodeError, content_of_code, share_code

CODE = share_code(Experiment(title="Übung 1", seed=12))


def packed(content: bytes) -> str:
    return "VG1:" + urlsafe_b64encode(zlib.compress(content, 9)).decode().rstrip("=")


def test_every_shipped_scenario_has_a_code_that_opens_it_and_a_picture() -> None:
    for each in scenarios():
        code = share_code(each.experiment, each.about)
        assert len(code) <= LONGEST
        assert open_scenario(code) == each.experiment
        assert about_in(Path(code)) == each.about
    assert qr_squares(code) is not None


def test_a_code_survives_what_mail_programs_do_to_it() -> None:
    lines = [CODE[k : k + 40] for k in range(0, len(CODE), 40)]
    for text in (
        "> " + "\r\n> ".join(lines), f"  {CODE}\n\n", f"<{CODE}>", f"“{CODE}”.", f"{CODE}==",
        "\ufeff" + "\u200b".join(lines), "\xa0".join(lines),
    ):  # fmt: skip
        assert is_code(text)
        assert content_of_code(text) == content_of_code(CODE)
    assert not is_code("experiment.vgsim")


BOMB = packed(b'{"note": "' + b" " * 50_000_000 + b'"}')


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (CODE[:-1], "not complete"),
        (CODE[:20], "not complete"),
        ("VG1:", "not complete"),
        ("VG1:A", "not complete"),
        (CODE + CODE[4:], "not complete"),
        (CODE[:-3] + "+/" + CODE[-1], "a character that no code has"),
        (CODE + "ä", "a character that no code has"),
        (CODE * 100, "too long"),
        ("VG2:" + CODE[4:], "begins with VG1:"),
        (BOMB, "too long"),
        (packed(b" " * (LARGEST + 1)), "more than an experiment"),
        (packed(b"[" * 1000), "nested"),
        (packed(b"\xff\xfe{}"), "UTF-16"),
        (packed(b"{}"), "format"),
    ],
)
def test_a_hostile_code_is_refused_in_a_sentence(code: str, words: str) -> None:
    with pytest.raises(SpecError, match=words):
        open_scenario(code) if is_code(code) else content_of_code(code)


def test_a_mutated_code_opens_or_is_refused_like_a_file() -> None:
    chance = random.Random(26)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_ =\n+/:ä\0"
    refused = 0
    for _ in range(2000):
        text = list(CODE)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(text))
            text[place : place + chance.choice((0, 1, 1, 9))] = chance.choices(letters, k=1)
        try:
            content_of_code("".join(text))
        except SpecError:
            refused += 1
    assert refused > 1800  # a checksum finds what the compression does not


def test_mutated_content_has_the_same_faults_as_the_file(tmp_path: Path) -> None:
    text = encode(Experiment(lanes=(Lane(network=NetworkSpec(depth=4)),)))
    for old, new in (('"depth": 4', '"depth": -4'), ('"seed"', '"sed"'), ("}", "")):
        wrong = text.replace(old, new, 1)
        path = tmp_path / "file.vgsim"
        path.write_text(wrong, "utf-8")
        with pytest.raises(SpecError) as in_file:
            open_scenario(path)
        with pytest.raises(SpecError) as in_code:
            open_scenario(packed(wrong.encode()))
        assert str(in_code.value) == str(in_file.value)


def test_a_code_reads_no_table_without_a_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table = Path("t.csv")
    table.write_text("a,b\n1,2\n3,4\n")
    for name in ("t.csv", str(table.absolute()), "//host/share/t.csv"):
        tree = json.loads(encode(Experiment())) | {"data": {"name": "csv", "path": name}}
        code = packed(json.dumps(tree).encode())
        with pytest.raises(OutsideError) as outside:
            open_scenario(code)
        assert outside.value.tables == (name,)
    assert open_scenario(packed(json.dumps(tree | {"data": {"name": "csv", "path": "t.csv"}})
                                .encode()), any_table).data.path == "t.csv"  # fmt: skip


def test_what_does_not_fit_says_what_to_do() -> None:
    table = replace(Experiment(), data=DataSpec("csv", path="/home/me/t.csv"))
    with pytest.raises(NoCodeError, match="together with the table"):
        share_code(table)
    chance = random.Random(3)
    layers = tuple(LayerSpec(k, alpha=chance.random()) for k in range(1, 190))
    large = Experiment(lanes=(Lane(network=NetworkSpec(depth=200, layers=layers)),))
    with pytest.raises(NoCodeError, match=r"at most 2,000.*pass on the file"):
        share_code(large)


def test_a_code_has_no_path_of_the_user() -> None:
    kept = Experiment(data=DataSpec("moons", path="/home/me/t.csv"))
    assert b"home" not in content_of_code(share_code(kept))


def test_a_long_code_has_no_picture() -> None:
    squares = qr_squares("VG1:" + "a" * 1200)
    assert squares is not None
    assert len(squares) == 17 + 4 * LARGEST_VERSION == len(squares[0])
    assert sum(length for *_, length in dark_runs(squares)) == sum(map(sum, squares))
    assert qr_squares("VG1:" + "a" * 1400) is None
    assert qr_squares("a" * 9000) is None


def test_a_code_is_not_read_as_a_path(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError):
        open_scenario(tmp_path / "VG2:abc")
