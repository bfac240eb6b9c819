"""Describes in short sentences how a table is used."""

from __future__ import annotations

from typing import Any

from vgsim.tables.examples import input_names
from vgsim.tables.interpretation import Interpretation
from vgsim.tables.text import SHOWN
from vgsim.words.language import tr
from vgsim.words.lists import first_few
from vgsim.words.numbers import short
from vgsim.words.plain import plain

MOST_CLASSES_NAMED = 6
LONGEST_CLASS = 16  # characters of a class in a list
LONGEST_NAME = 30


def summary(found: Interpretation) -> tuple[str, str, str]:
    """Three phrases: rows and inputs; the target and its kind; the test rows."""
    rows, inputs, columns = found.rows, found.input_count, len(found.inputs)
    size = tr(
        "{rows}, {inputs}",
        rows=tr("{count} row(s)", "", rows, count=f"{rows:,}"),
        inputs=tr("{count} input(s)", "", inputs, count=f"{inputs:,}"),
    )
    if inputs != columns:
        size = tr("{size} from %n column(s)", "", columns, size=size)
    if found.test_rows:
        test = tr(
            "{count} row(s) in the test set", "", found.test_rows, count=f"{found.test_rows:,}"
        )
    else:
        test = tr("too few rows for a test set; the test uses the training rows")
    target = tr(
        "predicts {target} ({reason}): {kinds}",
        target=plain(found.target.label, LONGEST_NAME), reason=found.reason, kinds=kinds(found),
    )  # fmt: skip
    return size, target, test


def kinds(found: Interpretation) -> str:
    """The classes with their row counts, or the range of the numbers."""
    if not found.classes:
        return tr(
            "numbers from {low} to {high}", low=short(found.y.min()), high=short(found.y.max())
        )
    named = [
        f"{plain(name, LONGEST_CLASS)}: {count:,}"
        for name, count in zip(found.classes, found.counts, strict=True)
    ]
    listed = first_few(named, MOST_CLASSES_NAMED, comma=True)
    return tr("{count} classes ({names})", count=len(named), names=listed)


def description(name: str, found: Interpretation) -> tuple[str, ...]:
    """One line that describes the table, and a second with its notes if it has any."""
    line = f"{name}: {'; '.join(summary(found))}."
    return (line, " ".join(found.notes)) if found.notes else (line,)


def as_report(found: Interpretation) -> dict[str, Any]:
    """How the table is used, as an entry of a report; values that do not apply are None."""
    return {
        "rows": found.rows,
        "test_rows": found.test_rows,
        "inputs": list(input_names(found)),
        "target": plain(found.target.label, SHOWN),
        "target_because": found.reason,
        "classes": dict(zip(found.classes, found.counts, strict=True)) or None,
        "range": None if found.classes else [float(found.y.min()), float(found.y.max())],
        "notes": list(found.notes),
    }
