"""A table written in any dialect is read as the same numbers and texts."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vgsim.tables.choice import Choices
from vgsim.tables.interpretation import interpret
from vgsim.tables.summary import as_report
from vgsim.tables.table import parse_table, read_table
from vgsim.tables.text import TableError
from vgsim.words.plain import is_plain

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=64)
ROWS = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(NUMBERS, min_size=width, max_size=width), min_size=2,
                           max_size=8)
)  # fmt: skip
DIALECT = st.fixed_dictionaries({
    "delimiter": st.sampled_from(",;\t|"),
    "lineterminator": st.sampled_from(["\n", "\r\n", "\r"]),
    "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
})  # fmt: skip
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"])


def written(rows: list[list[Any]], dialect: dict[str, Any], encoding: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, **dialect).writerows(rows)
    return text.getvalue().encode(encoding)


@given(ROWS, DIALECT, ENCODINGS)
def test_numbers(rows: list[list[float]], dialect: dict[str, Any], encoding: str) -> None:
    names = [f"größe {number}" for number in range(len(rows[0]))]
    found = parse_table(written([names, *rows], dialect, encoding))
    assert [each.name for each in found.columns] == names
    assert np.array_equal(found.values, np.array(rows))
    assert all(each.fault is None and not each.textual for each in found.columns)


@given(ROWS, st.sampled_from([";", "\t"]))
def test_decimal_commas(rows: list[list[float]], delimiter: str) -> None:
    """No number has exactly three digits after the comma, so that none is ambiguous."""
    said = [[f"{value:.7f}".replace(".", ",") for value in row] for row in rows]
    values = [[float(f"{value:.7f}") for value in row] for row in rows]
    content = written(said, {"delimiter": delimiter, "lineterminator": "\n"}, "utf-8")
    if max(len(cell) for row in said for cell in row) <= 400:
        assert np.array_equal(parse_table(content).values, np.array(values))


@given(
    st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8),
             min_size=2, max_size=5, unique=True),
    DIALECT,
)  # fmt: skip
def test_texts(words: list[str], dialect: dict[str, Any]) -> None:
    """Words that are neither numbers nor missing values are categories."""
    words = [f"w{word}" for word in words]
    rows = [["word", "size", "y"]]
    rows += [[words[k % len(words)], str(k + 0.5), "ab"[k % 2]] for k in range(4 * len(words))]
    found = parse_table(written(rows, dialect, "utf-8"))
    assert found.columns[0].textual
    assert sorted(found.columns[0].texts) == sorted(words)
    assert interpret(found).classes == ("a", "b")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    said = ""
    try:
        interpret(parse_table(content))
    except TableError as error:
        said = str(error)
    assert len(said) <= 300
    assert is_plain(said)


@pytest.mark.parametrize("cell", ['"a"b', '"a" ,b', 'a"b"'])
def test_quotes_in_odd_places_are_read_or_refused_by_line(cell: str) -> None:
    with pytest.raises(TableError) as caught:
        interpret(parse_table(f"a,b,c\n{cell},1,2\n1,2,3\n".encode()))
    assert caught.value.line == 2


def test_a_report_tells_how_a_table_is_used(tmp_path: Path) -> None:
    table = tmp_path / "flowers.csv"
    table.write_text("length,kind,<b>color\n1,a,red\n2,b,blue\n3,a,red\n4,b,red\n", "utf-8")
    found = as_report(interpret(read_table(table), Choices(target="kind")))
    assert found["rows"] == 4
    assert found["inputs"] == ["length", "<b>color = blue", "<b>color = red"]
    assert (found["target"], found["classes"]) == ("kind", {"a": 2, "b": 2})
    assert found["range"] is None
    numbers = as_report(interpret(read_table(table), Choices(target="length")))
    assert numbers["classes"] is None
    assert numbers["range"] == [1.0, 4.0]
