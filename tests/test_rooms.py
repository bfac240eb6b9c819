"""The rooms and who may know whom: every import of the program against one table."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# room -> rooms of the project it may import from
MAY = {
    "resources": set(),
    "vgsim": set(),  # the package itself
    "vgsim.setup": set(),
    "vgsim.parts": {"resources"},
    "vgsim.describe": {"vgsim.parts"},
    "vgsim.compute": {"vgsim.describe", "vgsim.parts"},
    "vgsim.play": {"vgsim.describe", "vgsim.compute"},
    "vgsim.theory": {"vgsim.describe", "vgsim.parts", "vgsim.compute", "vgsim.play"},
    "vgsim.advice": {
        "vgsim.parts", "vgsim.describe", "vgsim.compute", "vgsim.play", "vgsim.theory",
    },
    "vgsim.cli": {
        "resources", "vgsim.parts", "vgsim.describe", "vgsim.compute", "vgsim.play",
        "vgsim.theory", "vgsim.advice",
    },
    "ui": {
        "resources", "vgsim", "vgsim.parts", "vgsim.describe", "vgsim.compute", "vgsim.play",
        "vgsim.theory", "vgsim.advice", "vgsim.cli",
    },
    "main": {"vgsim.cli", "vgsim.setup", "ui"},
}  # fmt: skip
OUTSIDE = {  # library -> where alone it may be imported
    "numba": ("vgsim.compute.kernels", "ui.raster", "ui.benchmark_start"),
    "llvmlite": ("vgsim.compute.kernels",),
    "PySide6": ("ui",),
    "pyqtgraph": ("ui",),
}


def _modules() -> Iterator[tuple[str, Path]]:
    for folder in ("vgsim", "ui", "resources"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts), path
    yield "main", ROOT / "main.py"


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield f"{node.module}.{node.names[0].name}"


def _room(module: str) -> str | None:
    found = [room for room in MAY if module == room or module.startswith(f"{room}.")]
    return max(found, key=len) if found else None


MODULES = dict(_modules())


@pytest.mark.parametrize("module", MODULES)
def test_no_import_leads_back(module: str) -> None:
    room = _room(module)
    if room is None:
        assert module == "vgsim.__init__"  # the public words of all rooms
        return
    for name in _imports(MODULES[module]):
        if name.split(".")[0] in ("vgsim", "ui", "resources", "main"):
            other = _room(name)
            assert other is not None, f"{name} lies in no room"
            assert other == room or other in MAY[room], f"{module} must not know {name}"


@pytest.mark.parametrize("module", MODULES)
def test_libraries_stay_in_their_rooms(module: str) -> None:
    for name in _imports(MODULES[module]):
        allowed = OUTSIDE.get(name.split(".")[0])
        if allowed:
            assert module.startswith(allowed), f"{module} must not import {name}"


@pytest.mark.parametrize("module", ["main", *(m for m in MODULES if m.startswith("vgsim.setup"))])
def test_setup_needs_nothing_but_python(module: str) -> None:
    for name in _imports(MODULES[module]):
        outside = name.split(".")[0]
        assert outside in {*sys.stdlib_module_names, "vgsim", "ui"}, f"{module} imports {name}"


@pytest.mark.parametrize(
    "module", [m for m in MODULES if m.startswith(("ui.panels", "ui.widgets"))]
)
def test_panels_do_not_compute(module: str) -> None:
    names = set(_imports(MODULES[module]))
    assert not any(name.split(".")[0] == "numpy" for name in names)
    assert not any(name.startswith("vgsim.compute.learning.training") for name in names)


def test_panels_do_not_know_each_others_session() -> None:
    for module, path in MODULES.items():
        if module.startswith("ui.panels."):
            assert not any(
                name.startswith(
                    ("ui.session.session", "ui.window.mainwindow", "ui.shell.application")
                )
                for name in _imports(path)
            )


@pytest.mark.parametrize(
    "module",
    [
        "vgsim.compute.learning.training",
        pytest.param("ui.session.session", marks=pytest.mark.window),
        "ui.raster.warm",
    ],
)
def test_numpy_is_told_first_to_use_one_thread(module: str) -> None:
    """Its threads wait busily, on the processors that learning and the window need."""
    code = """
import os, sys
class Watch:
    def find_spec(self, name, *others):
        if name == "numpy":
            print(os.environ.get("OPENBLAS_NUM_THREADS"))
sys.meta_path.insert(0, Watch())
"""
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport {module}"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split()[:1] == ["1"]
