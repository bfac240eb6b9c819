"""Tables that cannot be meant: each is refused with the reason and its place."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.tables.rows import changed, plain, size, table
from vgsim.parts.examples import load
from vgsim.tables.interpretation import interpret
from vgsim.tables.table import read_table
from vgsim.tables.text import TableError


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x.csv", table(plain))
    return file.getvalue()


# name -> the file, and what it is refused with, as a part of the sentence
REFUSED: dict[str, tuple[bytes, str]] = {
    "an empty cell": (changed(18, "1,,0"), "line 18, column 2 (b): a value is missing (1 in b)"),
    "NA": (changed(32, "1,NA,0"), "line 32, column 2 (b): a value is missing"),
    "nan": (changed(5, "1,nan,0"), "line 5, column 2 (b): a value is missing"),
    "?": (changed(5, "?,1,0"), "line 5, column 1 (a): a value is missing"),
    "no names, first missing": (
        changed(1, ",1,0", table(plain, "")), "line 1, column 1: a value is missing"),
    "inf": (changed(5, "1,inf,0"), 'line 5, column 2 (b): "inf" is not a finite number'),
    "an empty column": (table(lambda k: plain(k) + ",", "a,b,y,note"),
                        "line 2, column 4 (note): every value is missing; leave this column out"),
    "a trailing comma": (table(lambda k: plain(k) + ",", "a,b,y,"),
                         "line 2, column 4: every value is missing"),
    "dates": (table(lambda k: f"2021-01-{k % 28 + 1:02},1,{k % 2}"),
              'line 2, column 1 (a): "2021-01-01" is a date'),
    "thousands": (table(lambda k: f'{size(k)},"{k % 9 + 1},500",{k % 2}'),
                  'line 2, column 2 (b): "1,500" could be a decimal comma or a thousands'),
    "thousands, semicolons": (table(lambda k: f"{k};{k % 9 + 1},500;{k % 2}", "a;b;y"),
                              'line 2, column 2 (b): "1,500" could be'),
    "thousands and a point": (table(lambda k: f'{k},"1,234,567.5",{k % 2}'),
                              '"1,234,567.5" has a thousands separator'),
    "commas and points": (changed(7, "1.500;2;0", table(lambda k: f"{k},25;{k};{k % 2}", "a;b;y")),
                          '"0,25" has a comma where other cells have a point'),
    "percent": (table(lambda k: f"{size(k)},{k}%,{k % 2}"), '"0%" is a percentage'),
    "money": (table(lambda k: f"{size(k)},${k}.50,{k % 2}"), '"$0.50" is an amount of money'),
    "another minus": (table(lambda k: f"\u2212{size(k)},1,{k % 2}"),
                      "its minus sign is another character"),
    "ragged": (changed(42, "1,2"), "line 42: 2 values instead of 3"),
    "a quote that swallows lines": (changed(7, '"1,2,0', changed(9, '1",2,0')),
                                    "is closed only some lines below"),
    "a quote that swallows cells": (changed(7, '1,2,"0', changed(9, '1,2,0"')), "line 7, column 3"),
    "a quote that swallows rows": (changed(7, '1,"2,0', changed(9, '1,2",0,1')),
                                   "line 7: 4 values instead of 3: a quote opened here ends in "),
    "an open quote": (changed(7, '"1,2,0'), "line 7: a quote opened here is never closed"),
    "a second line of names": (changed(2, "cm,cm,-"),
                               'line 2, column 1 (a): "cm" is not a number; is this a second line'),
    "names again": (table(plain) + b"a,b,y\n", "line 62: the names of the columns are repeated"),
    "names again and again": (
        table(plain) * 3, "line 62: the names of the columns are repeated"),
    "names again, text alone": (
        table(lambda k: f"{'abc'[k % 3]},{['good', 'bad'][k % 2]}", "a,y") + b"a,y\n",
        "line 62: the names of the columns are repeated"),
    "a total": (table(plain) + b"Total,,\n", '"Total" is not a number; is this a line of totals?'),
    "late": (changed(4323, "1,oops,0", table(plain, count=5000)),
             'line 4323, column 2 (b): "oops" is not a number'),
    "after a name on two lines": (
        changed(13, "1,x,0", table(plain, '"a\n(cm)",b,y')), "line 13, column 2 (b)"),
    "Fortran": (table(lambda k: f"{k}.25D+02,{size(k)},{k % 2}"),
                'line 2, column 1 (a): "0.25D+02" has D for its exponent'),
    "a web page": (b"\n<!DOCTYPE html>\n<p>Sorry, not found</p>\n", "this is a web page or XML"),
    "XML": (b'<?xml version="1.0"?>\n<a/>\n', "this is a web page or XML"),
    "JSON": (b'[{"x": 1, "y": 2},\n {"x": 3, "y": 4}]\n', "this is JSON, not a table"),
    "JSON, rows alone": (b"[[1, 2],\n [3, 4]]\n", "this is JSON, not a table"),
    "one column": (table(lambda k: f"{k}", "value"), "at least two columns"),
    "names only": (b"a,b,y\n", "names but no numbers"),
    "nothing": (b"", "the file is empty"),
    "only comments": (b"# a\n# b\n", "the file is empty"),
    "ZIP": (zipped(), "this is a ZIP archive"),
    "UTF-16 cut in half": (table(plain).decode().encode("utf-16")[:-1], "not UTF-16"),
    "UTF-16 without a mark": (
        table(plain).decode().encode("utf-16-le"), "line 1: there is a zero byte; is it UTF-16?"),
    "UTF-8 and Latin-1 in one file": (
        table(plain, "ä,b,y") + b"1,2,\xe4\n", "line 62: this is not UTF-8 text"),
    "one class": (table(lambda k: f"{size(k)},{k},1"), "column 3 (y): the target is 1 in every"),
    "one text": (table(lambda k: f"{size(k)},{k},yes"), "the target is yes in every row"),
    "free text": (table(lambda k: f"{size(k)},name{k},{k % 2}", count=500),
                  "column 2 (b): more than 100 different texts are names or free text"),
    "21 texts": (table(lambda k: f"{size(k)},u{k % 21},{k % 2}"), "21 different texts are names"),
    "names to predict": (table(lambda k: f"{size(k)},{k},u{k}"),
                         "every row has a different text"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, tmp_path: Path) -> None:
    content, part = REFUSED[name]
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    with pytest.raises(TableError) as caught:
        load("csv", seed=0, path=str(path))
    assert part in str(caught.value)
    assert str(caught.value).startswith("mine.csv")
    assert len(str(caught.value)) <= 300


def test_the_longest_message_is_short(tmp_path: Path) -> None:
    name = "n" * 400
    path = tmp_path / ("f" * 200 + ".csv")
    cells = (b"9" * 400, b"x" * 400, b"1" * 300 + b"%", b"", b"\xe2\x88\x92" + b"1" * 300, b"1,500")
    for cell in cells:
        path.write_bytes(f"{name},{name},y\n".encode() + b'1,"' + cell + b'",0\n1,2,1\n' * 3)
        with pytest.raises(TableError) as caught:
            interpret(read_table(path))
        assert len(str(caught.value.within(path.name))) <= 300
