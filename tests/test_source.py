"""What must not stand in the sources: code from data, the network, places of one machine."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [
    path
    for folder in ("vgsim", "ui", "resources")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
FORBIDDEN = {  # pattern -> files in which it is needed
    r"\beval\(": (),
    r"(?<![.\w])exec\(": (  # of its own text
        "vgsim/compute/kernels/machines.py", "vgsim/compute/kernels/template/elementary.py",
        "vgsim/formulas/rule.py",
    ),
    r"\b(pickle|marshal|shelve)\b": (),
    r"\b(socket|urllib|http\.client|QtNetwork)\b": (
        "ui/shell/display.py",  # local ones, at which a display listens
    ),
    r"\bos\.system\b|shell=True": (),
    r"^\s*import subprocess|from subprocess": (
        "vgsim/compute/kernels/__init__.py", "ui/raster/warmup.py", "vgsim/setup/environment.py",
        "vgsim/setup/packages.py", "vgsim/setup/start.py", "vgsim/setup/system.py",
        "vgsim/setup/virtual.py",
    ),
    r"\.setHtml\(": ("ui/dialogs/glossary.py",),  # of the entries in its own file, escaped
    r"allow_pickle=True": (),
    r"fastmath=True|parallel=True": (),
    r"time\.time\(\)": ("vgsim/files/atomic.py", "vgsim/compute/kernels/cache.py"),
}  # fmt: skip


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_forbidden_words(pattern: str) -> None:
    for path in SOURCES:
        name = path.relative_to(ROOT).as_posix()
        if name not in FORBIDDEN[pattern]:
            found = re.search(pattern, path.read_text("utf-8"), re.MULTILINE)
            assert found is None, f"{name}: {found.group(0) if found else ''}"


def test_files_stay_small() -> None:
    """Nothing grows into two rooms, nor into tests of two subjects."""
    for path in (*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))):
        name = path.relative_to(ROOT).as_posix()
        assert len(path.read_text("utf-8").splitlines()) <= 300, name


def test_modules_of_tests_have_different_names() -> None:
    """Pytest imports them by their names alone."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert [name for name in names if names.count(name) > 1] == []


def test_a_class_name_means_one_thing() -> None:
    """A reader who meets a name never has to ask which of two classes it is."""
    named: dict[str, list[str]] = defaultdict(list)
    for path in SOURCES:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                named[node.name].append(path.relative_to(ROOT).as_posix())
    assert {name: files for name, files in named.items() if len(files) > 1} == {}
