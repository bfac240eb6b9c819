"""Public definitions are documented: `help` in a notebook tells what they are.

A method of the window may leave it to the method that it overrides, or to a protocol.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
GENERATED = ("vgsim/compute/kernels/template", "vgsim/compute/kernels/simd")  # sources of kernels
RULES = "vgsim/parts/rules.py"  # each rule's formula and source stand in its entry
FILES = [
    path for path in sorted((ROOT / "vgsim").rglob("*.py"))
    if not (name := path.relative_to(ROOT).as_posix()).startswith(GENERATED) and name != RULES
]  # fmt: skip
WINDOW = sorted((ROOT / "ui").rglob("*.py"))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _public(body: list[ast.stmt], within: str = "") -> Iterator[tuple[str, str, bool]]:
    """Own name, full name, and whether it has a docstring, of public definitions."""
    for node in body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
            continue
        yield node.name, within + node.name, ast.get_docstring(node) is not None
        if isinstance(node, ast.ClassDef):
            yield from _public(node.body, f"{within}{node.name}.")


@cache
def _found(path: Path) -> list[tuple[str, str, bool]]:
    return list(_public(ast.parse(path.read_text("utf-8")).body))


def test_public_definitions_say_what_they_are() -> None:
    """A method may leave it to the base class or protocol of its folder."""
    for path in FILES:
        near = [each for other in path.parent.glob("*.py") for each in _found(other)]
        told = {name for name, whole, documented in near if documented and "." in whole}
        for name, whole, documented in _found(path):
            assert documented or ("." in whole and name in told), f"{_name(path)}: {whole}"


@cache
def _module(path: Path) -> ModuleType:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return import_module(".".join(part for part in parts if part != "__init__"))


@cache
def _protocols() -> list[type]:
    """Every protocol of the window."""
    return [
        each
        for module in map(_module, WINDOW)
        for each in vars(module).values()
        if getattr(each, "_is_protocol", False) and each.__module__ == module.__name__
    ]


def _of_project(kind: type) -> bool:
    return kind.__module__.split(".")[0] in ("ui", "vgsim")


@cache
def _members(kind: type) -> frozenset[str]:
    """The names of what an object of a class has, also of what its methods assign to it."""
    sources = (dedent(inspect.getsource(base)) for base in kind.__mro__ if _of_project(base))
    assigned = {
        node.attr
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }
    return frozenset(assigned.union(dir(kind)))


def _arguments(function: Callable[..., object]) -> list[str]:
    return list(inspect.signature(function).parameters)


@cache
def _fulfills(kind: type, protocol: type) -> bool:
    """Whether a class has all that a protocol lists, its methods with the same arguments."""
    for name, wanted in vars(protocol).items():
        if name.startswith("_"):
            continue
        own = getattr(kind, name, None)
        both = inspect.isfunction(wanted) and inspect.isfunction(own)
        if name not in _members(kind) or (both and _arguments(wanted) != _arguments(own)):
            return False
    return True


def _documented_elsewhere(kind: type, name: str) -> bool:
    """Whether a base class or a protocol says what a method does; Qt and libraries do."""
    for base in kind.__mro__[1:]:
        if name in vars(base) and (not _of_project(base) or vars(base)[name].__doc__):
            return True
    return any(
        name in vars(each)
        and vars(each)[name].__doc__
        and kind is not each
        and _fulfills(kind, each)
        for each in _protocols()
    )


def _declares_a_field(node: ast.stmt) -> bool:
    """Whether it is a property `...` of a protocol: its type says what it is."""
    return (
        isinstance(node, ast.FunctionDef)
        and any(
            isinstance(each, ast.Name) and each.id == "property" for each in node.decorator_list
        )
        and [ast.unparse(each) for each in node.body] == ["..."]
    )


def _undocumented(body: list[ast.stmt], owner: ModuleType | type) -> Iterator[str]:
    """The public definitions of a module or class of which nothing says what they are."""
    for node in body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
            continue
        if not (
            ast.get_docstring(node)
            or _declares_a_field(node)
            or (isinstance(owner, type) and _documented_elsewhere(owner, node.name))
        ):
            yield f"{owner.__name__}.{node.name}"
        if isinstance(node, ast.ClassDef):
            yield from _undocumented(node.body, getattr(owner, node.name))


@pytest.mark.window
def test_public_definitions_of_the_window_say_what_they_are() -> None:
    undocumented = [
        f"{_name(path)}: {found}"
        for path in WINDOW
        for found in _undocumented(ast.parse(path.read_text("utf-8")).body, _module(path))
    ]
    assert undocumented == []
