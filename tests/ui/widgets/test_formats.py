"""Tables for programs and for spreadsheets: exact numbers, and no text that is computed."""

from __future__ import annotations

import csv
import io
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtCore import QLocale

from ui.widgets.formats import file_name, local_csv, plain_csv

GERMAN = QLocale(QLocale.Language.German, QLocale.Country.Germany)
ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
EGYPTIAN = QLocale(QLocale.Language.Arabic, QLocale.Country.Egypt)
BOM = b"\xef\xbb\xbf"


def read(content: bytes, separator: str = ",") -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


@given(some.lists(some.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_numbers_come_back_bit_for_bit(values: list[float]) -> None:
    (plain,) = read(plain_csv([values]))
    assert [float(each).hex() for each in plain] == [each.hex() for each in values]
    (local,) = read(local_csv([values], GERMAN), ";")
    assert not any("." in each for each in local)
    assert [float(each.replace(",", ".")).hex() for each in local] == [x.hex() for x in values]


def test_what_is_no_number_is_told_to_programs_as_it_is() -> None:
    (found,) = read(plain_csv([[nan, inf, -inf]]))
    assert list(map(float, found)) == pytest.approx([nan, inf, -inf], nan_ok=True)


def test_the_plain_table_is_the_one_of_rfc_4180() -> None:
    content = plain_csv([["a,b", 'he said "x"', "é\nü"], ["c", 0.5, -1e-300]])
    assert content == '"a,b","he said ""x""","é\nü"\r\nc,0.5,-1e-300\r\n'.encode()


@pytest.mark.parametrize(
    ("locale", "line"),
    [(GERMAN, "a,b;0,5;-2,0"), (ENGLISH, '"a,b",0.5,-2.0'), (EGYPTIAN, '"a,b",0.5,-2.0')],
)
def test_a_spreadsheet_gets_the_signs_of_its_country(locale: QLocale, line: str) -> None:
    """Whatever digits people write there: no spreadsheet reads any but these."""
    assert local_csv([["a,b", 0.5, -2.0]], locale) == BOM + f"{line}\r\n".encode()


@pytest.mark.parametrize("first", ["=", "+", "-", "−", "@", "\t", "\r"])
def test_no_text_is_a_formula(first: str) -> None:
    for content in (
        plain_csv([[f"{first}1+1", -1.0]]),
        local_csv([[f"{first}1+1", -1.0]], ENGLISH),
    ):
        assert read(content) == [[f"'{first}1+1", "-1.0"]]


def test_an_infinite_number_is_no_formula_of_a_spreadsheet() -> None:
    assert read(local_csv([[-inf, inf]], ENGLISH)) == [["'-inf", "inf"]]


def test_a_title_becomes_the_name_of_a_file() -> None:
    assert file_name("Sigmoid / ReLU: 20 layers?") == "sigmoid_relu_20_layers"
    assert file_name("../..") == ""
