"""Every text can be found by the tool that lists texts for translators."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from string import Formatter
from xml.etree import ElementTree

import pytest

from tests.pseudo import is_tr

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("ui", "vgsim")


@cache
def calls() -> tuple[tuple[str, ast.Call], ...]:
    """Every call of `tr`, with its place."""
    return tuple(
        (f"{path.relative_to(ROOT)}:{node.lineno}", node)
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and is_tr(node)
    )


def literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def text(call: ast.Call) -> str:
    return str(literal(call.args[0]))


def test_every_text_is_a_literal() -> None:
    wrong = [place for place, call in calls() if not call.args or literal(call.args[0]) is None]
    wrong += [place for place, call in calls() for each in call.args[1:2] if literal(each) is None]
    assert not wrong, "not a literal: " + ", ".join(wrong)


def test_counted_texts_have_a_count() -> None:
    wrong = [place for place, call in calls() if "%n" in text(call) and len(call.args) < 3]
    assert not wrong, "%n without a count: " + ", ".join(wrong)


def test_every_placeholder_has_its_value() -> None:
    for place, call in calls():
        given = {each.arg for each in call.keywords}
        if given and None not in given:  # braces of a text without values stay; ** gives any
            wanted = {name for _, name, _, _ in Formatter().parse(text(call)) if name}
            assert given == wanted, place


def test_lupdate_finds_every_text(tmp_path: Path) -> None:
    package = find_spec("PySide6")  # not imported: that needs libraries of the window
    assert package is not None
    tool = next(Path(str(package.origin)).parent.glob("lupdate*"), None)
    if tool is None:
        pytest.skip("this PySide6 has no lupdate")
    listed = tmp_path / "texts.ts"
    done = subprocess.run(
        [tool, "-extensions", "py", *FOLDERS, "-ts", listed], cwd=ROOT, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    said = done.stdout + done.stderr
    if "loading shared libraries" in said:
        pytest.skip("lupdate needs libraries that are missing here")
    assert done.returncode == 0, said
    assert not done.stderr, said
    assert "warning" not in said.lower(), said
    found = {
        (str(each.findtext("source")), each.findtext("comment") or "", each.get("numerus") == "yes")
        for each in ElementTree.parse(listed).getroot().iter("message")
    }
    wanted = {
        (text(call), str(literal(call.args[1])) if call.args[1:] else "", len(call.args) == 3)
        for _, call in calls()
    }
    assert not wanted - found
    assert not found - wanted
