"""A preview of a table: what each column holds and how it would be used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vgsim.tables.choice import Choices
from vgsim.tables.column import MOST_TEXTS, Column
from vgsim.tables.interpretation import Interpretation, interpret
from vgsim.tables.table import Table, read_table
from vgsim.tables.targets import texts_in
from vgsim.tables.text import SHOWN, TableError
from vgsim.words.language import tr
from vgsim.words.plain import plain

SHOWN_TEXTS = 3  # example texts shown for a text column


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """A preview of a table.

    `table` is None if the file cannot be read, `found` if the table cannot be used; `fault` then
    says why.
    """

    table: Table | None
    found: Interpretation | None
    fault: str


def preview(path: Path, choices: Choices, table: Table | None = None) -> Preview:
    """Interpret a table, reading it from `path` unless it is given."""
    try:
        table = table or read_table(path)
        return Preview(table, interpret(table, choices), "")
    except TableError as error:
        return Preview(table, None, str(error))


def contents(column: Column) -> str:
    """What a column holds, in a few words."""
    if column.fault is not None:
        fault = column.fault
        return tr("line {line}: {fault}", line=fault.line, fault=fault.message)
    if not column.textual:
        found = tr("numbers")
    elif column.codes is None:
        found = tr("more than {count} texts", count=MOST_TEXTS)
    else:
        texts = texts_in(column, ~column.absent)
        more = ", …" if len(texts) > SHOWN_TEXTS else ""
        listed = ", ".join(plain(each, 12) for each in texts[:SHOWN_TEXTS])
        found = tr("%n text(s): {texts}", "", len(texts), texts=listed + more)
    if not column.missing:
        return found
    return tr("{contents}, {count} missing", contents=found, count=column.missing)


def titled(column: Column) -> str:
    """The name of a column, for a list."""
    return plain(column.label, SHOWN)


def roles(seen: Preview) -> tuple[str, ...]:
    """How each column is used: "input", "3 inputs", "target", or "" if it is not used."""
    assert seen.table is not None
    if seen.found is None:
        return ("",) * len(seen.table.columns)
    known = {each.column.number: each.count for each in seen.found.inputs}
    words = {
        number: tr("input") if count == 1 else tr("%n input(s)", "", count)
        for number, count in known.items()
    }
    words[seen.found.target.number] = tr("target")
    return tuple(words.get(each.number, "") for each in seen.table.columns)
