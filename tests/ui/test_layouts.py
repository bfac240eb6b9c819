"""A layout is put into another one while it is empty; no code asks a layout for its items.

Otherwise PySide makes a Python object for each item, which does not notice when Qt deletes the item
(see `tests/ui/wrappers.py`). With the wrong order, a window died some time after it was resized.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NESTS = {"addLayout", "insertLayout", "setLayout", "addRow"}
NESTED = """
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from tests.ui.wrappers import strays

app, window, row = QApplication([]), QWidget(), QHBoxLayout()
column, labels = QVBoxLayout(window), [QLabel("a"), QLabel("b")]
{first}
for label in labels:
    row.addWidget(label)
{last}
print(*strays(), sep=", ")
"""


def faults(source: str) -> list[str]:
    """Calls that make Python objects for items: lines of their own, in the order of the file."""
    found: list[str] = []
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        filled: set[str] = set()
        calls = [each for each in ast.walk(function) if isinstance(each, ast.Call)]
        for call in sorted(calls, key=lambda each: (each.lineno, each.col_offset)):
            if not isinstance(call.func, ast.Attribute):
                continue
            given = {ast.unparse(each) for each in call.args}
            nested = call.func.attr in NESTS and given & filled
            if nested or call.func.attr == "itemAt":
                found.append(f"line {call.lineno}: {ast.unparse(call)}")
            if call.func.attr.startswith(("add", "insert")):
                filled.add(ast.unparse(call.func.value))
    return found


def test_layouts_are_nested_before_they_are_filled() -> None:
    found = {
        str(path.relative_to(ROOT)): faults(path.read_text("utf-8"))
        for room in ("ui", "tests/ui", "tests/stress")
        for path in (ROOT / room).rglob("*.py")
        if path != Path(__file__)
    }
    assert len(found) > 300
    assert not {file: lines for file, lines in found.items() if lines}


@pytest.mark.parametrize(
    "body",
    [
        "row.addWidget(a); column.addLayout(row)",
        "self._row.addStretch(1); self._column.addLayout(self._row, 1)",
        "row.addWidget(a); grid.addLayout(row, 0, 0)",
        "row.addWidget(a); form.addRow('x', row)",
        "layout.itemAt(0).widget()",
    ],
)
def test_the_wrong_order_is_found(body: str) -> None:
    assert faults(f"def f(self): {body}")


def test_the_right_order_is_not_found() -> None:
    assert not faults("def f(self): column.addLayout(row); row.addWidget(a)")


@pytest.mark.parametrize(
    ("first", "last", "kept"),
    [
        ("column.addLayout(row)", "", ""),
        ("", "column.addLayout(row)", "QWidgetItem of QWidget, QWidgetItem of QWidget"),
        ("column.addLayout(row)", "row.itemAt(0)", "QWidgetItem of QVBoxLayout"),
    ],
)
def test_strays_are_found(first: str, last: str, kept: str) -> None:
    """In a process of its own, for they stay."""
    done = subprocess.run(
        [sys.executable, "-c", NESTED.format(first=first, last=last)], cwd=ROOT,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == kept, done.stderr
