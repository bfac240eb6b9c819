"""The rooms and who may know whom: every import of the program against one table."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# room -> rooms of the project it may import from
MAY: dict[str, set[str]] = {
    "resources": set(),
    "vgsim.version": set(),
    "vgsim.setup": set(),
    "vgsim.words": {"resources"},
    "vgsim.tables": {"vgsim.words"},
    "vgsim.formulas": {"vgsim.words"},
    "vgsim.parts": {"resources", "vgsim.words", "vgsim.tables", "vgsim.formulas"},
    "vgsim.describe": {"vgsim.words", "vgsim.tables", "vgsim.parts", "vgsim.formulas"},
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
    "vgsim.report": {*_RESULTS, "vgsim.version", "vgsim.files"},
    "vgsim.bridge": {*_ENGINES, *_RESULTS, "vgsim.version"} - {"vgsim.compute.weights"},
    "vgsim.teach": {
        *_RESULTS, "resources", "vgsim.theory", "vgsim.play", "vgsim.advice", "vgsim.files",
    },
    "vgsim.cli": {
        *_ENGINES, *_RESULTS, "resources", "vgsim.version", "vgsim.theory", "vgsim.advice",
        "vgsim.files", "vgsim.teach", "vgsim.report", "vgsim.play", "vgsim.bridge",
    },
}  # fmt: skip
MAY["vgsim.notebook"] = {
    *_RESULTS, "vgsim.theory", "vgsim.files",
    "ui.notebook",  # to draw; see test_only_a_drawing_loads_the_window
}  # fmt: skip
MAY["vgsim"] = {
    "vgsim.version", "vgsim.theory", *MAY["vgsim.theory"], "vgsim.play", "vgsim.files",
    "vgsim.notebook",
}  # fmt: skip
# what is drawn: settings, traces with their verdicts; how they are computed is not seen
_DRAWN = {*_DESCRIBED, "vgsim.compute.traces", "vgsim.play", "ui.look"}
MAY |= {
    "ui": {"vgsim.setup"},  # the package itself
    "ui.look": {"resources", "vgsim.words"},
    "ui.settings": {"vgsim.words", "vgsim.tables", "vgsim.files"},
    "ui.widgets": {"vgsim.words", "ui.look"},
    "ui.raster": {"vgsim.compute.kernels"},
    "ui.film": {"vgsim.words", "vgsim.play", "ui.raster"},
    "ui.plots": {"vgsim.words", "ui.look", "ui.widgets", "ui.raster"},
    "ui.exchange": {
        *_DRAWN, "vgsim.compute.learning", "vgsim.theory", "vgsim.advice", "ui.widgets",
        "vgsim.teach",
    },
    "ui.curves": {*_DRAWN, "vgsim.compute.learning", "ui.widgets", "ui.raster", "ui.plots"},
    "ui.notebook": {*_DRAWN, "ui.widgets", "ui.plots", "ui.curves"},
    "ui.network": {*_DRAWN, "ui.widgets", "ui.raster", "ui.plots"},
    "ui.worker": {*_RESULTS, "vgsim.files", "ui.exchange"},
    "ui.panels": {
        *_DRAWN, "vgsim.compute.learning", "vgsim.advice", "ui.exchange", "ui.widgets", "ui.plots",
        "ui.curves", "ui.network", "vgsim.teach",
        "vgsim.theory",  # see test_panels_show_what_theory_has_said
    },
    "ui.dialogs": {
        *_DRAWN, "resources", "vgsim.version", "vgsim.files", "vgsim.teach", "ui.exchange",
        "ui.widgets", "ui.worker", "ui.film",
    },
    "ui.session": {
        *_RESULTS, "vgsim.theory", "vgsim.play", "vgsim.advice", "vgsim.files", "vgsim.teach",
        "ui.look", "ui.settings", "ui.exchange", "ui.worker",
    },
    "ui.window": {
        *_DRAWN, "vgsim.teach", "ui.settings", "ui.exchange", "ui.widgets", "ui.network",
        "ui.panels", "ui.dialogs",
    },
}  # fmt: skip
_WINDOW = {room for room in MAY if room.startswith("ui.")}
MAY |= {
    "ui.shell": {
        *_WINDOW, *_RESULTS, "resources", "vgsim.version", "vgsim.theory", "vgsim.play",
        "vgsim.files", "vgsim.teach", "vgsim.report", "vgsim.cli", "vgsim.bridge",
    },
    "main": {"vgsim.cli", "vgsim.setup", "ui.look", "ui.shell"},
}  # fmt: skip
SHARED_BY_PANELS = {
    "arithmetic", "changes", "layer_table", "panel", "plot_panel",
    "remedy_search", "typeset", "watched", "words",
}  # fmt: skip
OUTSIDE = {  # library -> where alone it may be imported
    "numba": ("vgsim.compute.kernels", "ui.raster"),
    "llvmlite": ("vgsim.compute.kernels",),
    "PySide6": ("ui",),
    "pyqtgraph": ("ui.plots",),
}


def _modules() -> Iterator[tuple[str, Path]]:
    for folder in ("vgsim", "ui", "resources"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts), path
    yield "main", ROOT / "main.py"


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """All statements of a file; no expression holds one."""
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        for each in getattr(node, part, ()):
            yield each
            yield from _statements(each)


@cache
def _imports(path: Path) -> tuple[str, ...]:
    names: list[str] = []
    for node in _statements(_tree(path)):
        if isinstance(node, ast.Import):
            names += (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"imports are absolute: {path}"
            names.append(f"{node.module}.{node.names[0].name}")
    return tuple(names)


def _room(module: str) -> str | None:
    found = [room for room in MAY if module == room or module.startswith(f"{room}.")]
    return max(found, key=len) if found else None


MODULES = dict(_modules())


def test_no_import_leads_back() -> None:
    for module, path in MODULES.items():
        room = _room(module)
        assert room is not None, f"{module} lies in no room"
        for name in _imports(path):
            if name.split(".")[0] in ("vgsim", "ui", "resources", "main"):
                other = _room(name)
                assert other is not None, f"{name} lies in no room"
                assert other == room or other in MAY[room], f"{module} must not know {name}"


def _at_the_top(body: list[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports that run when the module is loaded; those for type checkers alone do not."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.Try):
            yield from _at_the_top([*node.body, *node.orelse, *node.finalbody])
        elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.unparse(node.test):
            yield from _at_the_top([*node.body, *node.orelse])


def _loaded(path: Path) -> set[str]:
    """The program's own modules that the loading of this one waits for."""
    names = set()
    for node in _at_the_top(_tree(path).body):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        else:
            names |= {f"{node.module}.{each.name}" for each in node.names} | {str(node.module)}
    known = {name.removesuffix(".__init__"): name for name in MODULES}
    return {known[name] for name in names if name in known}


def _circle(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """A way through the graph that comes back to where it began; empty: there is none."""
    done: set[str] = set()

    def walk(place: str, way: list[str]) -> list[str]:
        if place in way:
            return [*way[way.index(place) :], place]
        if place in done:
            return []
        for other in sorted(graph.get(place, ())):
            if found := walk(other, [*way, place]):
                return found
        done.add(place)
        return []

    return next(filter(None, (walk(place, []) for place in graph)), [])


def test_a_circle_is_found() -> None:
    assert _circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert _circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_modules_do_not_wait_for_one_another_in_a_circle() -> None:
    assert _circle({module: _loaded(path) for module, path in MODULES.items()}) == []


def test_rooms_may_not_know_one_another_in_a_circle() -> None:
    assert _circle(MAY) == []


def test_libraries_stay_in_their_rooms() -> None:
    for module, path in MODULES.items():
        for name in _imports(path):
            allowed = OUTSIDE.get(name.split(".")[0])
            if allowed:
                assert module.startswith(allowed), f"{module} must not import {name}"


@pytest.mark.parametrize("module", ["main", *(m for m in MODULES if m.startswith("vgsim.setup"))])
def test_setup_needs_nothing_but_python(module: str) -> None:
    for name in _imports(MODULES[module]):
        outside = name.split(".")[0]
        assert outside in {*sys.stdlib_module_names, "vgsim", "ui"}, f"{module} imports {name}"


def test_panels_do_not_compute() -> None:
    found = [module for module in MODULES if module.startswith(("ui.panels", "ui.widgets"))]
    assert found
    for module in found:
        for name in _imports(MODULES[module]):
            assert name.split(".")[0] != "numpy", module
            assert not name.startswith("vgsim.compute.learning.training"), module


def test_only_a_drawing_loads_the_window() -> None:
    """Numbers in a notebook come without Qt: the core names the window inside of one function."""
    knowing = {
        module for module, path in MODULES.items() if module.startswith("vgsim.")
        for name in _imports(path) if name.startswith("ui.")
    }  # fmt: skip
    assert knowing == {"vgsim.notebook.drawing"}
    assert not any(name.startswith("ui.") for name in _loaded(MODULES[min(knowing)]))


def test_panels_show_what_theory_has_said() -> None:
    """Only planes and tables of many networks, and the list of all functions, ask theory."""
    asking = {
        module for module, path in MODULES.items() if module.startswith("ui.panels")
        for name in _imports(path) if name.startswith("vgsim.theory")
    }  # fmt: skip
    assert {module.split(".")[2] for module in asking} == {"phase", "compare", "gallery"}


def test_a_panel_uses_no_other_panel() -> None:
    """What several panels use lies next to them, and is no panel itself."""
    room = "ui.panels."
    for module, path in MODULES.items():
        own = module.removeprefix(room).split(".")[0]
        for name in _imports(path) if module.startswith(room) and own != "__init__" else ():
            used = name.removeprefix(room).split(".")[0] if name.startswith(room) else own
            assert used == own or used in SHARED_BY_PANELS, f"{module} must not know {name}"


def test_panels_do_not_know_each_others_session() -> None:
    for module, path in MODULES.items():
        if module.startswith("ui.panels."):
            assert not any(
                name.startswith(
                    ("ui.session.session", "ui.window.mainwindow", "ui.shell.application")
                )
                for name in _imports(path)
            )
