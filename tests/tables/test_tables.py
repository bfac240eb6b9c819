"""Tables from anywhere: plain messages in bounded time and memory for any content."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vgsim.tables.interpretation import interpret
from vgsim.tables.regular import is_regular, read_regular
from vgsim.tables.table import parse_table, read_table
from vgsim.tables.text import LONGEST_CELL, TableError
from vgsim.words.plain import MARK, is_plain, plain

CELLS = st.text(st.sampled_from('0123456789.,;+-eE"\n\r\t x\x1b\u202e１²'), max_size=450)


def refused(content: bytes) -> str:
    with pytest.raises(TableError) as caught:
        interpret(parse_table(content))
    return str(caught.value)


@given(st.lists(st.lists(CELLS, max_size=4), max_size=6))
@example([["a", "b"], ["1", "9" * LONGEST_CELL]])
def test_every_message_is_short_and_can_be_shown(rows: list[list[str]]) -> None:
    content = "\n".join(",".join(row) for row in rows).encode()
    try:
        table = parse_table(content)
        said = tuple(each.name for each in table.columns)
        said += interpret(table).notes
    except TableError as error:
        said = (str(error),)
    for words in said:
        assert len(words) <= LONGEST_CELL
        assert is_plain(words)


@pytest.mark.parametrize("number", ["1", "1.", ".5", "-1.5e3", "+0", "1E-3", "007"])
def test_numbers(number: str) -> None:
    assert parse_table(f"{number},2\n3,4\n".encode()).values[0, 0] == float(number)


@pytest.mark.parametrize("cell", ["1e", "1.2.3", "1_000", "0x1", "１", "e5", "--1"])
def test_cells_that_are_no_numbers(cell: str) -> None:
    assert "is not a number" in refused(f"a,b\n1,2\n{cell},4\n".encode())


def test_a_long_cell_is_refused_where_it_is() -> None:
    said = refused(b"a,b\n1,2\n3," + b"9" * 100_000 + b"x\n")
    assert said == "line 3, column 2: 100001 characters in one cell; at most 400 are possible"


def test_names_on_several_lines() -> None:
    found = parse_table(b'"size\n(cm)",,"a\x07"\n1,2,3\n4,5,6\n')
    assert tuple(each.name for each in found.columns) == ("size (cm)", "column 2", f"a{MARK}")


def test_lines_are_counted_as_an_editor_does() -> None:
    assert refused(b"\n\na,b\n\n1,2\n\n3,x\n").startswith("line 7, column 2 (b)")
    assert refused(b"a,b\n1,2\n3,4,5\n").startswith("line 3: 3 values instead of 2")


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices have names")
def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "round").symlink_to("round")
    (tmp_path / "out").symlink_to("/dev/zero")
    (tmp_path / "a\x1b\nb").mkdir()
    for name, words in (
        ("pipe", "pipe cannot be read: it is a pipe or a device, not a file"),
        ("out", "it is a pipe or a device, not a file"),
        ("round", "too many symbolic links"),
        ("a\x1b\nb", f"the table a{MARK}{MARK}b cannot be read: it is a folder"),
        ("none", "there is no such file or folder"),
        ("x" * 300, "its name is too long"),
        ("a\0b", "this cannot be the name of a file"),
        ("\ud800", "this cannot be the name of a file"),
    ):
        with pytest.raises(TableError) as caught:
            read_table(tmp_path / name)
        assert words in str(caught.value)
        assert is_plain(str(caught.value))
        assert not is_regular(tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
def test_a_file_that_becomes_a_pipe_while_it_is_opened_does_not_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("1,2\n")
    stat, before = os.stat, os.stat(path)
    path.unlink()
    os.mkfifo(path)
    monkeypatch.setattr(os, "stat", lambda each, **named: before)
    with pytest.raises(OSError, match="No such device"):
        read_regular(path, 10)
    monkeypatch.setattr(os, "stat", stat)


def test_plain_text() -> None:
    assert plain("a\tb\u202ec", 9) == f"a{MARK}b{MARK}c"
    assert plain("abcdef", 4) == "abc…"
    for ordinary in ("می\u200cخواهم", "👩\u200d👩\u200d👧", "a\xa0b", "e\u0301", "\u200fעברית"):
        assert is_plain(ordinary)
    assert not is_plain("\ufffeand whoever reads bytes takes it for swapped ones")
    for (
        odd
    ) in "\0\n\x7f\x85\u2028\u2029\u202a\u202e\u2066\u2069\ud800\udfff\ufeff\ufdd0\uffff\U0010fffe":
        assert not is_plain(odd)
