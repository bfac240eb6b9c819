"""Public definitions of the core are documented: `help` in a notebook tells what they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GENERATED = ("vgsim/compute/kernels/template", "vgsim/compute/kernels/simd")  # sources of kernels
RULES = "vgsim/parts/rules.py"  # each rule's formula and source stand in its entry
FILES = [
    path for path in sorted((ROOT / "vgsim").rglob("*.py"))
    if not (name := path.relative_to(ROOT).as_posix()).startswith(GENERATED) and name != RULES
]  # fmt: skip


def _public(body: list[ast.stmt], within: str = "") -> Iterator[tuple[str, str, bool]]:
    """Own name, full name, and whether it has a docstring, of public definitions."""
    for node in body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
            continue
        yield node.name, within + node.name, ast.get_docstring(node) is not None
        if isinstance(node, ast.ClassDef):
            yield from _public(node.body, f"{within}{node.name}.")


def _found(path: Path) -> list[tuple[str, str, bool]]:
    return list(_public(ast.parse(path.read_text("utf-8")).body))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_public_definitions_say_what_they_are(path: Path) -> None:
    """A method may leave it to the base class or protocol of its folder."""
    near = [each for other in path.parent.glob("*.py") for each in _found(other)]
    told = {name for name, whole, documented in near if documented and "." in whole}
    for name, whole, documented in _found(path):
        assert documented or ("." in whole and name in told), f"{path.name}: {whole}"
