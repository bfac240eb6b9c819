"""Nothing in the window is called by its name as text: what is wired is seen by mypy."""

from __future__ import annotations

import ast
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from tests.ui.recorder import PARTS, methods
from ui.exchange.requests import Requests
from ui.exchange.shown import Shown
from ui.exchange.window import PresentationRequests

UI = Path(__file__).resolve().parents[2] / "ui"
FILES = sorted(str(each.relative_to(UI)) for each in UI.rglob("*.py"))
# Values, not methods: tokens of the theme, settings by the names a file has for them, texts of
# registry entries. The painters' self-test calls every kernel.
READS_VALUES = {
    ("look/stylesheet.py", "getattr(theme, name)"),
    ("look/theme.py", "getattr(base, name)"),
    ("panels/controls/rows.py", "getattr(part, each.name)"),
    ("panels/controls/rows.py", "getattr(part, field.name)"),
    ("panels/controls/rows.py", "getattr(entry, name, '')"),
    ("raster/selfcheck.py", "getattr(painters, name)"),
}
BY_NAME = {"attrgetter", "methodcaller", "invokeMethod", "__getattribute__"}
REQUESTS = {
    name for kind in (Requests, PresentationRequests, *PARTS.values()) for name in methods(kind)
}
SHOWS = {f"show_{each.name}" for each in fields(Shown)} | {"show_news"}


def calls(source: str) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]


@cache
def texts_of(file: str) -> dict[str, list[str]]:
    """The calls by name in a file of the window, and those that read something by a text."""
    found = calls((UI / file).read_text("utf-8"))
    return {
        "methods": [ast.unparse(each) for each in found if finds_by_name(file, each)],
        "getattr": [ast.unparse(each) for each in found if named(each.func) == "getattr"],
    }


def named(node: ast.expr) -> str:
    """The last word of what is called."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def finds_by_name(file: str, call: ast.Call) -> bool:
    """Whether a call finds a method by a text."""
    called, arguments = named(call.func), call.args
    texts = {each.value for each in arguments if isinstance(each, ast.Constant)}
    if called in ("getattr", "setattr"):
        literal = len(arguments) > 1 and isinstance(arguments[1], ast.Constant)
        return not literal and (file, ast.unparse(call)) not in READS_VALUES
    if called == "emit":
        return bool(texts & (REQUESTS | SHOWS))
    if called == "Signal":
        return [named(each) for each in arguments] == ["str", "tuple"]
    return called in BY_NAME


def by_name(file: str, source: str) -> list[str]:
    return [ast.unparse(each) for each in calls(source) if finds_by_name(file, each)]


def test_nothing_is_called_by_its_name() -> None:
    found = {file: texts_of(file)["methods"] for file in FILES}
    assert len(found) > 300
    assert {file: calls for file, calls in found.items() if calls} == {}


@pytest.mark.parametrize(
    "source",
    [
        'getattr(self._session, name)(*arguments)', 'getattr(panel, f"show_{kind}")(value)',
        'self.wish.emit("select", (0, 1))', 'tell.emit("show_trace", trace)',
        "asked = Signal(str, tuple)", 'attrgetter("presentation.full")(window)',
        "setattr(panel, name, value)",
    ],
)  # fmt: skip
def test_a_call_by_name_is_found(source: str) -> None:
    assert by_name("window/any.py", source)


def test_every_value_that_is_read_by_name_is_still_there() -> None:
    found = {(file, text) for file in FILES for text in texts_of(file)["getattr"]}
    assert found >= READS_VALUES
