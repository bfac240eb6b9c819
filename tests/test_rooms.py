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
MAY: dict[str, set[str]] = {
    "resources": set(),
    "vgsim": set(),  # the package itself
    "vgsim.setup": set(),
    "vgsim.words": set(),
    "vgsim.tables": {"vgsim.words"},
    "vgsim.parts": {"resources", "vgsim.words", "vgsim.tables"},
    "vgsim.describe": {"vgsim.words", "vgsim.tables", "vgsim.parts"},
}
_DESCRIBED = {*MAY["vgsim.describe"], "vgsim.describe"}
MAY |= {
    "vgsim.compute.arrays": _DESCRIBED,
    "vgsim.compute.reference": {*_DESCRIBED, "vgsim.compute.arrays"},
    "vgsim.compute.weights": {*_DESCRIBED, "vgsim.compute.arrays", "vgsim.compute.reference"},
}
_ENGINES = {*MAY["vgsim.compute.weights"], "vgsim.compute.weights"}
MAY |= {
    "vgsim.compute.kernels": _ENGINES,
    "vgsim.compute.traces": {*_ENGINES} - {"vgsim.compute.weights"},
    "vgsim.compute.learning": {*_ENGINES, "vgsim.compute.kernels", "vgsim.compute.traces"},
}
_RESULTS = {*_DESCRIBED, "vgsim.compute.kernels", "vgsim.compute.traces", "vgsim.compute.learning"}
MAY |= {
    "vgsim.theory": _RESULTS,
    "vgsim.play": {"vgsim.words", "vgsim.describe", "vgsim.compute.traces"},
    "vgsim.advice": {*_RESULTS, "vgsim.theory"},
    "vgsim.files": {*_RESULTS, "resources"},
    "vgsim.cli": {
        *_ENGINES, *_RESULTS, "resources", "vgsim", "vgsim.theory", "vgsim.advice", "vgsim.files",
    },
}  # fmt: skip
_SHOWN = {  # what panels show: settings, traces, verdicts; how they are computed is not seen
    *_DESCRIBED, "vgsim.compute.traces", "vgsim.play", "vgsim.theory", "ui.look",
}  # fmt: skip
MAY |= {
    "ui": {"vgsim"},  # the package itself
    "ui.look": {"resources"},
    "ui.settings": {"vgsim.tables", "vgsim.files"},
    "ui.widgets": {"ui.look"},
    "ui.raster": {"vgsim.compute.kernels"},
    "ui.plots": {"vgsim.words", "ui.look", "ui.widgets", "ui.raster"},
    "ui.exchange": {*_SHOWN, "vgsim.compute.learning", "vgsim.advice", "ui.widgets"},
    "ui.curves": {*_SHOWN, "vgsim.compute.learning", "ui.widgets", "ui.raster", "ui.plots"},
    "ui.network": {*_SHOWN, "ui.widgets", "ui.raster", "ui.plots"},
    "ui.worker": {*_RESULTS, "vgsim.files", "ui.exchange"},
    "ui.panels": {
        *_SHOWN, "vgsim.compute.learning", "vgsim.advice", "ui.exchange", "ui.widgets", "ui.plots",
        "ui.curves", "ui.network",
    },
    "ui.dialogs": {
        *_SHOWN, "resources", "vgsim", "vgsim.files", "ui.exchange", "ui.widgets", "ui.worker",
    },
    "ui.session": {
        *_RESULTS, "vgsim.theory", "vgsim.play", "vgsim.advice", "vgsim.files", "ui.look",
        "ui.settings", "ui.exchange", "ui.worker",
    },
    "ui.window": {
        *_SHOWN, "ui.settings", "ui.exchange", "ui.widgets", "ui.network", "ui.panels",
        "ui.dialogs",
    },
}  # fmt: skip
_WINDOW = {room for room in MAY if room.startswith("ui.")}
MAY |= {
    "ui.shell": {
        *_WINDOW, *_RESULTS, "resources", "vgsim", "vgsim.theory", "vgsim.play", "vgsim.files",
        "vgsim.cli",
    },
    "main": {"vgsim.cli", "vgsim.setup", "ui.shell"},
    **{
        f"ui.{name}": {*_WINDOW, *_RESULTS, "ui.shell", "vgsim.cli", "ui.benchmark"}
        | {"ui.benchmark_learning", "ui.benchmark_start"}
        for name in ("benchmark", "benchmark_learning", "benchmark_start")
    },
}  # fmt: skip
OUTSIDE = {  # library -> where alone it may be imported
    "numba": ("vgsim.compute.kernels", "ui.raster", "ui.benchmark_start"),
    "llvmlite": ("vgsim.compute.kernels",),
    "PySide6": ("ui",),
    "pyqtgraph": ("ui.plots",),
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
