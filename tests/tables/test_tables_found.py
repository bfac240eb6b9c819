"""Tables as they are in practice: each is read as it is meant."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.tables.rows import COUNT, changed, plain, size, table
from vgsim.parts.examples import load
from vgsim.tables.choice import Choices, place_of
from vgsim.tables.interpretation import Interpretation, interpret
from vgsim.tables.summary import description
from vgsim.tables.table import parse_table, read_table
from vgsim.tables.text import TableError
from vgsim.words.language import use
from vgsim.words.plain import is_plain


def celsius(k: int) -> float:
    return round(k * 37 % 101 / 3 - 4, 1)


# name -> the file, and the target, the classes (0: numbers) and the inputs as they are read
READ: dict[str, tuple[bytes, str, int, int]] = {
    "quotes, commas in names": (
        table(lambda k: f'"{size(k)}","2","{k % 2}"', '"a, cm","b, cm","y"'), "y", 2, 2),
    "semicolons": (table(lambda k: plain(k).replace(",", ";"), "a;b;y"), "y", 2, 2),
    "decimal commas": (
        table(lambda k: f"{size(k):.2f};{size(k + 7):.2f};{k % 2}".replace(".", ","), "a;b;y"),
        "y", 2, 2),
    "decimal commas in quotes": (
        table(lambda k: f'"{k},25","{k},5",{k % 2}'), "y", 2, 2),
    "byte order mark, CRLF": (b"\xef\xbb\xbf" + table(plain, end="\r\n"), "y", 2, 2),
    "CR alone": (table(plain, end="\r"), "y", 2, 2),
    "UTF-16, little end first": (table(plain).decode().encode("utf-16"), "y", 2, 2),
    "UTF-16, big end first": (
        b"\xfe\xff" + table(plain).decode().encode("utf-16-be"), "y", 2, 2),
    "Latin-1": (table(plain, "länge,b,y").decode().encode("latin-1"), "y", 2, 2),
    "tabs": (table(lambda k: plain(k).replace(",", "\t"), "a\tb\ty"), "y", 2, 2),
    "vertical bars": (table(lambda k: plain(k).replace(",", "|"), "a|b|y"), "y", 2, 2),
    "blanks": (table(lambda k: plain(k).replace(",", "   "), ""), "column 3", 2, 2),
    "blanks and decimal commas": (
        table(lambda k: f" {size(k):.2f}  {size(k + 7):.2f} {k % 2}".replace(".", ","), ""),
        "column 3", 2, 2),
    "blanks, names in quotes": (
        table(lambda k: plain(k).replace(",", " "), '"size (cm)" b y'), "y", 2, 2),
    "sep=": (b"sep=;\n" + table(lambda k: plain(k).replace(",", ";"), "a;b;y"), "y", 2, 2),
    "sep= and a tab": (
        b"sep=\t\n" + table(lambda k: plain(k).replace(",", "\t"), "a\tb\ty"), "y", 2, 2),
    "sep= and a colon": (
        b'"sep=:"\n' + table(lambda k: plain(k).replace(",", ":"), "a:b:y"), "y", 2, 2),
    "comments": (b"# measured\n# by us\n" + table(plain), "y", 2, 2),
    "comments between the rows": (
        changed(9, "# a new day", changed(5, "#")), "y", 2, 2),
    "names in a comment": (b"# a,b,y\n" + table(plain, ""), "y", 2, 2),
    "a semicolon in a name": (table(plain, "a (cm; mean),b,y"), "y", 2, 2),
    "a semicolon in every text": (
        table(lambda k: f"{'u;v' if k % 3 else 'w;x'},{size(k)},{k % 2}"), "y", 2, 3),
    "a blank before a quote": (
        table(lambda k: f'{size(k)}, "{k / 4}", {k % 2}', "a, b, y"), "y", 2, 2),
    "no-break spaces": (table(lambda k: plain(k).replace(",", "\xa0,", 1)), "y", 2, 2),
    "text alone, no names": (
        table(lambda k: f"{'abc'[k % 3]},{'xyz'[k // 3 % 3]},{['good', 'bad'][k % 2]}", ""),
        "column 3", 2, 6),
    "text alone, names": (
        table(lambda k: f"{'abc'[k % 3]},{'xyz'[k // 3 % 3]},{['good', 'bad'][k % 2]}"),
        "y", 2, 6),
    "names twice": (table(plain, "x,x,y"), "y", 2, 2),
    "text classes": (
        table(lambda k: f"{size(k)},1,{['setosa', 'virginica', 'versicolor'][k % 3]}"),
        "y", 3, 2),
    "true and false": (table(lambda k: f"{size(k)},{k},{k % 2 == 0}"), "y", 2, 2),
    "text as input": (table(lambda k: f"{size(k)},{'fm'[k % 3 > 0]},{k % 2}"), "y", 2, 3),
    "−1 and 1": (table(lambda k: f"{size(k)},{k},{k % 2 * 2 - 1}"), "y", 2, 2),
    "26 classes": (table(lambda k: f"{size(k)},{k / 2},{k % 26}", count=520), "y", 26, 2),
    "few distinct prices": (
        table(lambda k: f"{k % 7},{k / 2},{k % 9 + 1}00000", count=120), "y", 0, 2),
    "marks from 4 to 9": (table(lambda k: f"{size(k)},{k},{4 + k % 6}"), "y", 0, 2),
    "a gap in the classes": (
        table(lambda k: f"{size(k)},{k},{[1, 2, 3, 5, 6, 7][k % 6]}"), "y", 6, 2),
    "class first, named": (table(lambda k: f"{k % 3},{k * 7 % 256},0", "label,p0,p1"),
                           "label", 3, 2),
    "class first, no names": (
        table(lambda k: f"{k % 3 + 1},{size(k)},{700 + k * 31 % 97}", ""), "column 1", 3, 2),
    "text first, no names": (
        table(lambda k: f"{'MB'[k % 2]},{size(k)},{size(k + 5)}", ""), "column 1", 2, 2),
    "rooms first are no classes": (
        table(lambda k: f"{k % 4 + 1},{size(k)},{1000 * k + 7}", "rooms,area,price"),
        "price", 0, 2),
    "years as names": (table(plain, "2019,2020,2021"), "2021", 2, 2),
    "numbers that count the columns as names": (
        table(lambda k: f"{k % 5},{k % 7},{k % 3},{k % 11},{k % 2}", "0,1,2,3,4"), "4", 2, 4),
    "counts and class names": (table(plain, "60,2,setosa,versicolor"), "column 3", 2, 2),
    "a rare class": (changed(9, "1,2,2"), "y", 3, 2),
    "XOR": (b"a,b,xor\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n", "xor", 2, 2),
    "denormal numbers": (table(lambda k: f"{k}e-320,{size(k)},{k % 2}"), "y", 2, 2),
    "the largest numbers": (table(lambda k: f"{k}e305,{size(k)},{k % 2}"), "y", 2, 2),
}  # fmt: skip


def understood(content: bytes, **choices: object) -> Interpretation:
    return interpret(parse_table(content), Choices(**choices))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", READ)
def test_read(name: str, tmp_path: Path) -> None:
    content, target, classes, inputs = READ[name]
    found = understood(content)
    assert (found.target.name, len(found.classes), found.input_count) == (target, classes, inputs)
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    data = load("csv", seed=0, path=str(path))
    assert data.x_train.shape[1] == len(data.feature_names) == inputs
    assert data.class_names == found.classes
    assert np.isfinite(data.x_train).all()
    assert all(is_plain(line) for line in data.description)


def test_the_numbers_of_every_dialect_are_the_same() -> None:
    expected = parse_table(table(plain)).values
    for name in ("semicolons", "decimal commas", "UTF-16, little end first", "tabs", "blanks",
                 "blanks and decimal commas", "CR alone", "sep=", "comments"):  # fmt: skip
        assert np.array_equal(parse_table(READ[name][0]).values, expected), name


def test_a_first_row_of_data_is_kept() -> None:
    found = parse_table(READ["text alone, no names"][0])
    assert (found.rows, found.named) == (COUNT, False)
    column = found.columns[0]
    assert column.codes is not None
    assert [column.texts[code] for code in column.codes[:4]] == ["a", "b", "c", "a"]


def test_text_becomes_one_input_for_each_value(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(table(lambda k: f"{['red', 'blue', 'green'][k % 3]},{k},{k % 2}"))
    data = load("csv", seed=0, path=str(path), standardize=False)
    assert data.feature_names == ("a = blue", "a = green", "a = red", "b")
    assert set(map(tuple, data.x_train[:, :3].tolist())) == {(1, 0, 0), (0, 1, 0), (0, 0, 1)}
    row = data.x_train[0]
    assert row.tolist() == [0, 0, 1, 0]
    assert "a: 3 values, one input each." in data.description[1]


def test_missing_values_are_left_out_or_filled(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rows = ["1,u,0", "?,u,1", "3,,0", "5,v,1", "3,v,", "7,u,0", "9,u,1", "9,u,0", "9,u,1", "0,u,0"]
    path.write_text("a,b,y\n" + "\n".join(rows))

    table = read_table(path)
    assert interpret(table, Choices(missing="drop")).rows == 7
    assert interpret(table, Choices(missing="mean")).rows == 9  # an answer cannot be made up
    data = load("csv", seed=0, path=str(path), standardize=False, choices=Choices(missing="mean"))
    train = data.x_train[:, 0].tolist()
    known = [value for value in train if value in (1, 3, 5, 7, 9, 0)]
    made = [value for value in train if value not in (1, 3, 5, 7, 9, 0)]
    assert made == pytest.approx([sum(known) / len(known)])
    assert (data.x_train[:, 1:].sum(axis=1) == 1).all()
    assert "2 missing values are filled in" in data.description[1]
    assert "1 row is left out" in data.description[1]
    with pytest.raises(TableError, match=r"\(1 in a, 1 in b, 1 in y\)"):
        interpret(table)


def test_a_column_without_a_name_keeps_its_name_in_files_in_every_language() -> None:
    """A scenario that was saved in one language opens in another."""
    content = table(plain, "a,,y")
    use(lambda text, about, n: {"column {number}": "Spalte {number}"}.get(text))
    try:
        read = parse_table(content)
        found = interpret(read, Choices(target="column 2"))
        assert place_of(read, found.target) == "column 2"
        assert (found.target.name, found.target.label) == ("column 2", "Spalte 2")
        assert "predicts Spalte 2" in description("mine.csv", found)[0]
    finally:
        use(None)


def test_any_column_may_be_the_target_or_be_left_out() -> None:
    content = table(lambda k: f"{k % 3},{size(k)},2021-01-01,{k % 2}", "kind,b,day,y")
    with pytest.raises(TableError, match="is a date"):
        understood(content)
    found = understood(content, target="kind", leave_out=("day", 4))
    assert (found.target.name, found.reason, found.input_count) == ("kind", "chosen", 1)
    assert understood(content, target=2, leave_out=(3,)).classes == ()
    for choices, part in (
        ({"target": "none"}, 'no column is called "none"'),
        ({"target": 9}, "there is no column 9; the table has 4"),
        ({"leave_out": (0,)}, "there is no column 0"),
        ({"leave_out": (1, 2, 3, 4)}, "every column is left out"),
        ({"target": "y", "leave_out": (1, 2, 3)}, "no column is left for the inputs"),
    ):
        with pytest.raises(TableError, match=part):
            understood(content, **choices)
    with pytest.raises(TableError, match=r"several columns are called \"x\" \(1 and 2\)"):
        understood(table(plain, "x,x,y"), target="x")


def test_the_guessed_task_can_be_overruled() -> None:
    prices = READ["few distinct prices"][0]
    found = understood(prices, task="classes")
    assert found.classes[:2] == ("100000", "200000")
    letters = READ["26 classes"][0]
    assert understood(letters, task="numbers").classes == ()
    with pytest.raises(TableError, match="holds text, so it cannot be predicted as numbers"):
        understood(READ["text classes"][0], task="numbers")
    many = table(lambda k: f"{size(k)},1,{k}", count=101)
    with pytest.raises(TableError, match="101 different numbers; at most 100 classes are possible"):
        understood(many, task="classes")


def test_a_numeric_target_keeps_its_units_if_chosen(tmp_path: Path) -> None:
    """In any column; classes are numbered in either case."""
    path = tmp_path / "a.csv"
    path.write_bytes(table(plain))
    for choices in (Choices(target="b"), Choices(task="numbers"), Choices()):
        own, usual = (
            load("csv", seed=0, path=str(path), choices=choices, standardize_target=each)
            for each in (False, True)
        )
        found = interpret(read_table(path), choices)
        assert own.y_train.tolist() == found.y[~found.test].tolist()
        assert own.y_test.tolist() == found.y[found.test].tolist()
        if found.classes:
            assert usual.y_train.tolist() == own.y_train.tolist()
        else:
            assert usual.y_train.mean() == pytest.approx(0, abs=1e-12)
            assert usual.y_train.std() == pytest.approx(1)


def test_four_rows_are_all_training_rows() -> None:
    found = understood(READ["XOR"][0])
    assert (found.rows, found.test_rows, found.counts) == (4, 0, (2, 2))
    assert "too few rows for a test set" in description("xor.csv", found)[0]


@pytest.mark.parametrize(
    ("row", "head", "note"),
    [
        (lambda k: f"7,{size(k)},{k % 2}", "a,b,y", "The same in every row: a."),
        (lambda k: f"{k},{size(k)},{k % 2}", ",b,y", "Only counts the rows (leave it out): colu"),
        (lambda k: f"{3 * k},{size(k)},{k % 2}", "id,b,y", "Only counts the rows"),
        (lambda k: f"{1 - k % 2},{size(k)},{k % 2}", "a,b,y", "Gives the target away (leave it"),
        (lambda k: f"{'no' if k % 2 else 'yes'},{size(k)},{k % 2}", "a,b,y", "Gives the target"),
        (lambda k: f"{100 * size(k):.4f},{k % 7},{size(k):.2f}", "a,b,y", "Gives the target away"),
        (lambda k: f"{k * 7919 % 10007},{size(k)},{k % 2}", "customer_id,b,y",
         "Only identifies the rows (leave it out): customer_id."),
        (lambda k: f"{k * 7919 % 10007},{size(k)},{k % 2}", "orderID,b,y",
         "Only identifies the rows (leave it out): orderID."),
        (lambda k: f"{k % 24},{celsius(k) * 1.8 + 32:.1f},{celsius(k):.1f}", "h,fahrenheit,celsius",
         "Gives the target away (leave it out): fahrenheit."),
        (lambda k: f"{size(k)},{size(k)},{k % 2}", "a,b,y", "The same as another column: b."),
        (lambda k: f"{int(k % 3 == 0)},{int(k % 3 == 1)},{int(k % 3 == 2)}", "u,v,w",
         "The target is spread over several columns (leave them out): v, u."),
    ],
)  # fmt: skip
def test_notes_on_suspicious_columns(row, head: str, note: str) -> None:
    assert any(each.startswith(note) for each in understood(table(row, head)).notes)


def test_ordinary_columns_have_no_notes() -> None:
    for row, head in (
        (lambda k: f"{size(k)},{2 * size(k) + 1:.2f}", "x,y"),  # a line is there to be fitted
        (lambda k: f"{k * 37 % 101},{size(k)},{k % 2}", "width,b,y"),
        (lambda k: f"{k * 7 % 11},{size(k)},{k % 2}", "grid,b,y"),
        (lambda k: f"{k * 37 % 101 / 10},{size(k)},{k % 2}", "id,b,y"),
        (lambda k: f"{k % 24},{celsius(k) + k % 5 / 5:.1f},{celsius(k):.1f}", "h,felt,measured"),
        (lambda k: f"{k % 5 + 1},{k % 7},{k % 5 + 1 + k // 5 % 2}", "mark,b,other"),
    ):
        assert understood(table(row, head), task=None).notes == (), head
    assert understood(table(plain)).notes == ()
    assert understood(READ["text classes"][0].replace(b",1,", b",2.5,")).notes == (
        "The same in every row: b.",
    )


def test_a_guess_is_described_with_its_reason() -> None:
    line = description("mine.csv", understood(READ["class first, named"][0]))[0]
    assert line == (
        "mine.csv: 60 rows, 2 inputs; predicts label (by its name): 3 classes "
        "(0: 20, 1: 20, 2: 20); 12 rows in the test set."
    )
    prices = understood(READ["few distinct prices"][0])
    assert "numbers from 100000 to 900000" in description("", prices)[0]
