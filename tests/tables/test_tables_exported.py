"""Tables as other programs export them, with units, remarks, titles and several spellings."""

from __future__ import annotations

import pytest

from vgsim.tables.choice import Choices
from vgsim.tables.interpretation import Interpretation, interpret
from vgsim.tables.table import parse_table
from vgsim.tables.text import TableError


def text(head: str, row: str, count: int = 12, foot: str = "") -> bytes:
    """A table whose rows are `row` with the number k, its half h and 0 or 1 as y."""
    rows = [row.format(k=k, h=k / 2, y=k % 2, c="ab"[k % 2]) for k in range(count)]
    return "\n".join([head, *rows, foot]).encode()


def understood(content: bytes) -> Interpretation:
    return interpret(parse_table(content), Choices())


REFUSED = {
    "thousands points and decimal commas": (
        text("Fläche;Preis", "{k},5;1.20{y}.000,50"), 'column 2 (Preis): "1.200.000,50" has a'),
    "units": (text("a,b,y", "1{k} cm,{h},{y}"), 'line 2, column 1 (a): "10 cm" is a number with a'),
    "units of the target": (text("a,b", "{h},{k}kg"), '"0kg" is a number with a unit'),
    "an apostrophe": (text("a,b,y", "'{k},{h},{y}"), "\"'0\" is a number with a unit or a sign"),
    "negative numbers in parentheses": (
        text("a,b", "{h},(10{k})"), '"(100)" is a number with a unit or a sign'),
    "a title": (text("Results\n\na,b,y", "{k},{h},{y}"), "line 1: 1 value instead of 3; is"),
    "a remark below": (
        text("a,b", "{k},{h}", foot="\nSource: the office"), "line 15: 1 value instead of 2; is"),
    "ARFF": (text("% iris\n@RELATION iris\n@data", "{k},{c}"), "this is an ARFF file"),
    "LibSVM": (text("+1 1:0.5 3:2", "-1 1:{h} 3:{k}"), "this is in LibSVM's format"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_for_the_true_reason(name: str) -> None:
    content, reason = REFUSED[name]
    with pytest.raises(TableError) as error:
        understood(content)
    assert reason in str(error.value)


def test_kinds_with_a_number_are_no_units() -> None:
    found = understood(text("drive,b,y", "{y}WD,{h},{y}", 20))
    assert [each.values for each in found.inputs] == [("0WD", "1WD"), ()]
    assert understood(text("room,b,y", "R{k},{h},{y}")).inputs[0].count == 12


def test_row_names_of_r_have_no_name() -> None:
    found = understood(text('"x" "class"', '"{k}" {h} "{c}"'))
    assert [each.column.name for each in found.inputs] == ["column 1", "x"]
    assert found.classes == ("a", "b")


def test_yes_is_yes_in_any_case() -> None:
    rows = "".join(f"{k % 7},{word}\n" for k, word in enumerate(("Yes", "no", "YES", "No") * 5))
    assert understood(f"a,b\n{rows}".encode()).classes == ("Yes", "no")
    rows = "".join(f"{k % 7},{word}\n" for k, word in enumerate(("Cat", "dog", "cat", "dog") * 5))
    found = understood(f"a,b\n{rows}".encode())
    assert found.classes == ("Cat", "cat", "dog")
    assert "Spelled differently, so they count as different: Cat, cat." in found.notes


def test_texts_that_all_differ_identify_the_rows() -> None:
    found = understood(text("name,b,y", "Doe {k},{h},{y}"))
    assert "Only identifies the rows (leave it out): name." in found.notes


def test_a_point_is_a_missing_number() -> None:
    with pytest.raises(TableError, match=r"a value is missing \(1 in a\)"):
        understood(b"a,b,y\n1,2,0\n.,3,1\n4,5,0\n5,6,1\n")
