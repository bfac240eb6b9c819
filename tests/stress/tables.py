"""Fuzzer of tables (CSV).

Rules: finite numbers in a rectangle or a `TableError`, nothing else; messages and cost are those
of an ordinary table.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from random import Random

import numpy as np

from resources import find
from tests.stress import raw
from tests.stress.case import Wrong
from tests.stress.fuzz import Fuzzer
from tests.stress.messages import check_message
from tests.stress.words import MARKUP, UNICODE
from vgsim.tables.examples import input_values
from vgsim.tables.interpretation import interpret
from vgsim.tables.table import parse_table
from vgsim.tables.text import TableError

ODD = 0.002  # of the cases; they are large
LARGEST_CELL = csv.field_size_limit()
_CELLS = (
    b"", b" ", b"nan", b"inf", b"-inf", b"1e999", b"1e308", b"-1e-999", b"1,5", b"1 000", b"1_000",
    b"0x1F", "１２".encode(), "٣".encode(), "²".encode(), "−1".encode(), b"--1", b"+", b".", b"e5",
    b"1e", b"1e+", b"9" * 399, b"9" * 401, b"1." + b"0" * 1000, b'"', b'""', b'"1"', b'"1', b'1"',
    b'"a""b"', b"=1+1", b"@x", b"#", b"True", b"1;2", b"1\t2", b"'1'", b"1e5", b"-0", b"a" * 2000,
    b"\r", b"\x0b", b"\x0c", b"\x1c", b"\xff", b"\xc3", b"\xed\xa0\x80",
    *(each.encode("utf-8", "surrogatepass") for each in (*UNICODE, *MARKUP)),
)  # fmt: skip
_PIECES = (*_CELLS, b",", b";", b"\t", b"\n", b"\r\n", b'"' * 100, b"," * 100, b"\n" * 100)
_SMALL = (
    b"a;b;c\n1;2;3\n4;5;6\n", b"1\t2\n3\t4\n", b'"x","y"\n"1","2"\n"3","4"\n',
    b"x,y\r\n1,2\r\n3,4\r\n", b"1,2\r3,4\r", b"a,b\n1e3,-.5\n+2.,3E-4\n", b'"a\nb",c\n1,2\n3,4\n',
)  # fmt: skip


@cache
def _tables() -> tuple[bytes, ...]:
    """Small tables, and the first rows of those that are shipped."""
    found = list(_SMALL)
    for path in sorted(find("data").glob("*.csv")):
        rows = path.read_bytes().splitlines()
        found += [b"\n".join(rows[:count]) for count in (3, 8, 20)]
    return tuple(found)


def make(random: Random) -> bytes:
    """One mutant."""
    kind = random.random()
    if kind < ODD:
        return random.choice(ODDITIES)(int(10 ** random.uniform(1, 6.3)), random)
    table = random.choice(_tables())
    if kind < 0.02:
        return raw.otherwise_encoded(table, random)
    return _rows_changed(table, random) if kind < 0.6 else raw.mutated(table, random, _PIECES)


def _rows_changed(table: bytes, random: Random) -> bytes:
    """Other cells, ragged rows, other separators and line ends."""
    rows = [line.split(b",") for line in table.splitlines()]
    for _ in range(random.choice((0, 1, 1, 2, 5))):
        row = random.choice(rows)
        place = random.randrange(len(row) + 1)
        if place == len(row) or random.random() < 0.2:
            row.insert(place, random.choice(_CELLS))
        elif random.random() < 0.2:
            del row[place]
        else:
            row[place] = random.choice(_CELLS)
    match random.randrange(40):
        case 0:
            rows = rows[: random.randrange(3)]
        case 1:
            rows = [row * random.choice((2, 40, 300)) for row in rows[:3]]
    separator = random.choice((b",", b",", b",", b";", b"\t", b", ", b" ", b"|"))
    end = random.choice(
        (b"\n", b"\n", b"\n", b"\r\n", b"\r", b"\n\n", b"\xe2\x80\xa8", b"\xc2\x85")
    )
    return end.join(separator.join(row) for row in rows) + random.choice((b"", end))


def long_cell(size: int, random: Random) -> bytes:
    """One cell of up to the most characters the csv module takes, and a few more."""
    size = min(size, LARGEST_CELL + 2)
    cell = random.choice((
        b"9" * size + b"x", b"1." + b"9" * size + b"x", b"9" * size, b"1e" + b"9" * size,
        b" " * size, b"0" * size + b",", b"-" * size, b'"' * size, b"a" * size,
        "\u0301".encode() * (size // 2),
    ))  # fmt: skip
    return random.choice((b"a,b\n1,2\n%b,3\n", b"a,%b\n1,2\n3,4\n", b"%b")).replace(b"%b", cell)


def many_rows(size: int, random: Random) -> bytes:
    """As many rows as the size holds."""
    row = random.choice(
        (b"1,2\n", b",\n", b"1,2,3\n", b"\n", b'"1","2"\n', b"x,1\n", b"1\r", b" \n")
    )
    return random.choice((b"a,b\n", b"", b"1,2\n")) + row * (size // len(row))


def many_columns(size: int, random: Random) -> bytes:
    """Rows of as many cells as the size holds."""
    row = random.choice((b"1,", b",", b'"1",', b"a;", b"1\t")) * (size // 6) + b"1\n"
    return row * random.choice((1, 2, 3))


def quotes(size: int, random: Random) -> bytes:
    """A quote that is never closed, or always."""
    return random.choice((
        b'a,b\n"1,2\n' + b"3,4\n" * (size // 4), b'""' * (size // 2), b'"\n' * (size // 2),
        b'a,b\n"' + b"\n" * size + b'",1\n',
    ))  # fmt: skip


def filled(size: int, random: Random) -> bytes:
    """One byte again and again, with or without a table behind it."""
    filling = random.choice((b"\0", b"\n", b" ", b"\xff", b"\xef\xbb\xbf", b"\x85", b"\r")) * size
    return filling + random.choice((b"", b"a,b\n1,2\n3,4\n"))


ODDITIES: tuple[Callable[[int, Random], bytes], ...] = (
    long_cell, many_rows, many_columns, quotes, filled,
)  # fmt: skip


def read(content: bytes) -> str:
    """Read it as the program does."""
    try:
        found = interpret(parse_table(content))
    except TableError as error:
        check_message(str(error), most=1)
        return "refused"
    x, y = input_values(found), found.y
    sound = np.isfinite(x).all() and np.isfinite(y).all() and len(x) == len(y) >= 2
    if not (sound and x.shape[1] >= 1 and len(np.unique(y)) > 1):
        raise Wrong("a table that cannot be used was accepted", str(found)[:500])
    for note in found.notes:
        check_message(note, most=1)
    return "accepted"


def _plain() -> bytes:
    rows = (f"{k * 0.37:.3f},{k % 7},{k % 3}" for k in range(5000))
    return ("height,width,kind\n" + "\n".join(rows)).encode()


FUZZER = Fuzzer("tables", ".csv", make, read, _plain(), block=10_000)
