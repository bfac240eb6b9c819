"""What is printed survives every encoding of the output, and complaints are short."""

from __future__ import annotations

import io
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.forked import program
from vgsim.cli import output
from vgsim.describe.codec import encode
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec

pytestmark = pytest.mark.usefixtures("compiled")
ENCODINGS = {
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "old locale": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}
TITLE = "σ → Größe: ∂L/∂z ≤ 10¹⁰, 漢"  # partly in cp1252
TANH = NetworkSpec(depth=3, width=4, activation="tanh")
MADE = Experiment(
    title=TITLE, data=DataSpec("moons", 8, 32),
    lanes=(Lane("α = ½", TANH), Lane("", NetworkSpec(depth=30, width=4, activation="sigmoid"))),
)  # fmt: skip
HEALTHY = replace(MADE, lanes=MADE.lanes[:1])  # no remedies are tried for its report
REPORT = "--report", "out.json"
RANGE = "--vary", "lanes.0.network.depth=2:4:2", "--out", "out.csv"
COMMANDS: list[tuple[list[str], int, str]] = [  # words, exit code, what is printed
    (["--version"], 0, "vgsim "),
    (["--help"], 0, "--picture"),
    (["--list"], 0, "sigmoid"),
    (["glossary"], 0, "saturated: The unit is on the flat part"),
    (["glossary", "LSUV"], 0, "Source: Mishkin and Matas 2015"),
    (["glossary", "漢"], 2, "no entry"),
    (["run", "ä.vgsim", "--steps", "2"], 0, "too small to learn from"),
    (["run", "ö.vgsim", "--steps", "2", *REPORT], 0, "Layer 1 receives"),
    (["sweep", "ä.vgsim", *RANGE], 0, "cells computed"),
    (["ä.vgsim"], 0, "There is no display"),
    (["run", "漢.vgsim"], 2, "no such file"),
    (["run", "bad.vgsim"], 2, "bad.vgsim cannot be run"),
    (["run", "ä.vgsim", "--report", "nowhere/ö→.json"], 1, "no such file"),
    (["bench", "--only", "漢"], 2, "--only takes"),
    (["run", "ä.vgsim", "--steps", "²"], 2, "number of updates"),
    (["漢.vgsim"], 2, "no such file"),
    (["sweep", "ä.vgsim", "--vary", "→", "--out", "out.csv"], 2, "→"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place with a scenario of names that few encodings have, and a faulty one."""
    (tmp_path / "ä.vgsim").write_text(encode(MADE), "utf-8")
    (tmp_path / "ö.vgsim").write_text(encode(HEALTHY), "utf-8")
    (tmp_path / "bad.vgsim").write_text(
        json.dumps({"format": "vgsim/1", "lanes": [{"network": {"activation": "σ→漢"}}]}), "utf-8"
    )
    return tmp_path


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(("words", "code", "printed"), COMMANDS)
def test_every_command_prints_in_every_encoding(
    folder: Path, encoding: str, words: list[str], code: int, printed: str
) -> None:
    arguments = [os.fsencode(word) for word in words]  # UTF-8, whatever the locale of the test
    done = program(arguments, folder, ENCODINGS[encoding])
    shown = done.stdout + done.stderr
    assert done.returncode == code, shown
    known = output.as_printed(printed) if printed.isascii() else ""
    assert known.encode("ascii") in shown
    assert b"Traceback" not in shown
    if encoding == "cp1252":
        shown.decode("cp1252")
    else:
        assert shown.isascii()
    if REPORT[0] in words and not code:  # files stay what they are
        assert json.loads((folder / "out.json").read_text("utf-8"))["experiment"]["title"] == TITLE


def test_a_picture_with_a_name_that_is_not_ascii(folder: Path) -> None:
    words = [os.fsencode(word) for word in ("--picture", "ä.png", "ä.vgsim")]
    done = program(words, folder, ENCODINGS["old locale"])
    assert (done.returncode, done.stderr) == (0, b"")
    assert (folder / "ä.png").exists()


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_the_text_is_aligned_and_spelled(folder: Path, encoding: str) -> None:
    done = program(["ä.vgsim"], folder, {"PYTHONIOENCODING": encoding})
    text = done.stdout.decode(encoding)
    assert "Gr" in text
    rows = [line for line in text.splitlines() if line[:6].strip().isdigit()]
    assert len(rows) == 30
    starts = {row.index("#") for row in rows if "#" in row[:40]}
    assert len(starts) == 1
    assert "10^-" in text
    assert "█" not in text
    assert ("Größe" in text) == (encoding == "cp1252")


def test_what_the_program_says_can_be_spelled_in_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    """A "?" in the place of a symbol would be another statement."""
    root = Path(__file__).resolve().parents[2]
    files = [*root.glob("vgsim/**/*.py"), *root.glob("resources/**/*.json")]
    files += [*root.glob("resources/**/*.toml"), *root.glob("resources/**/*.vgsim")]
    texts = {path.name: path.read_text("utf-8") for path in files}
    used = {each for text in texts.values() for each in text if not each.isascii()} - {"�"}
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "ascii"))
    output.make_safe()
    assert not [each for each in used if output.as_printed(each) == "?"]


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "10⁻¹² 10¹⁰ ½ → Größe █ ?"),
        ("utf-16-le", "10⁻¹² 10¹⁰ ½ → Größe █ ?"),
        ("cp1252", "10^-12 10^10 ½ -> Größe # ?"),
        ("cp437", "10^-12 10^10 ½ -> Größe █ ?"),
        ("ascii", "10^-12 10^10 1/2 -> Grosse # ?"),
    ],
)
def test_what_an_encoding_cannot_hold_is_spelled(
    monkeypatch: pytest.MonkeyPatch, encoding: str, shown: str
) -> None:
    text, buffer = "10⁻¹² 10¹⁰ ½ → Größe █ \udcff", io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(buffer, encoding))
    output.make_safe()
    output.make_safe()  # a second time changes nothing
    print(text, end="")
    assert output.as_printed(text) == shown
    sys.stdout.flush()
    assert buffer.getvalue().decode(encoding) == shown


HOSTILE = "x" * 20_000, "\x1b[31m" * 500, "a\nb\r\x07" * 200


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "words",
    [
        ["--{}"], ["run", "{}"], ["run"], ["run", "ä.vgsim", "--steps", "{}"],
        ["run", "ä.vgsim", "--report", "{}/a.json"], ["run", "ä.vgsim", "{}"],
        ["bench", "--only", "{}"], ["sweep", "ä.vgsim", "--vary", "{}", "--out", "o.csv"],
        ["sweep", "ä.vgsim", "--vary", "{}=1:2:3", "--out", "o.csv"],
        ["sweep", "ä.vgsim", "--vary", "lanes.0.network.depth={}", "--out", "o.csv"],
        ["sweep", "ä.vgsim", "--vary", "lanes.0.network.depth=1:2:2", "--out", "{}/o.csv"],
        ["--picture", "{}"], ["--picture", "{}.png"], ["--picture", "a.png", "--size", "{}"],
        ["--picture", "a.png", "--theme", "{}"], ["--picture", "a.png", "--seed", "{}"],
        ["{}.vgsim"], ["--scenario", "{}"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_complaints_are_short(
    folder: Path, words: list[str], text: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    import main

    monkeypatch.chdir(folder)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    try:
        code = main.main([word.format(text) for word in words])
    except SystemExit as ended:
        code = int(str(ended.code))
    captured = capsys.readouterr()
    assert code in (1, 2)
    assert not captured.out
    lines = captured.err.rstrip("\n").split("\n")
    assert len(lines) == 1
    assert len(lines[0]) <= output.LONGEST
    assert lines[0].isprintable()


@pytest.mark.skipif(os.name != "posix", reason="names are bytes there")
def test_a_name_that_is_no_text(folder: Path) -> None:
    for words in (["run", b"a\xff.vgsim"], [b"a\xff.vgsim"], [b"--\xff"]):
        done = program(words, folder, {"PYTHONIOENCODING": "utf-8"})
        assert done.returncode == 2
        assert done.stderr.count(b"\n") == 1
        done.stderr.decode("utf-8")
