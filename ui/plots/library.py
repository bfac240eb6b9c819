"""Imports pyqtgraph without what no plot uses: OpenGL, and Qt's classes that are not needed.

pyqtgraph always imports OpenGL, which takes 9 MB of memory. Two empty modules stand in for it
during that import and are removed afterwards. It also copies all names of three modules of Qt into
modules of its own; PySide6 would then have to create every class, which takes a quarter of a
second. Modules that look a name up when it is first used take the place of the copies.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

_OPENGL = tuple(
    name for name in ("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets") if name not in sys.modules
)


class _Empty(ModuleType):
    """Any attribute of this module is an empty class, from which others can be derived."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


class _Mirror(ModuleType):
    """pyqtgraph's module with the names of one of Qt's, to which it may add some of its own."""

    def __init__(self, name: str) -> None:
        super().__init__(f"pyqtgraph.Qt.{name}")
        self.source = import_module(f"PySide6.{name}")

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.source, name)
        setattr(self, name, found)
        return found

    @contextmanager
    def nothing_to_copy(self) -> Iterator[None]:
        """Qt's module has no names for `dir`, from which pyqtgraph would copy."""
        names = self.source.__dict__.get("__dir__")
        self.source.__dict__["__dir__"] = list
        try:
            yield
        finally:
            del self.source.__dict__["__dir__"]
            if names is not None:
                self.source.__dict__["__dir__"] = names


def _imported() -> Any:
    core, gui, widgets = mirrors = [_Mirror(name) for name in ("QtCore", "QtGui", "QtWidgets")]
    if "pyqtgraph.Qt" not in sys.modules:
        sys.modules.update({each.__name__: each for each in mirrors})
    sys.modules.update({name: _Empty(name) for name in _OPENGL})
    try:
        with core.nothing_to_copy(), gui.nothing_to_copy(), widgets.nothing_to_copy():
            import pyqtgraph
    finally:
        for name in _OPENGL:
            del sys.modules[name]
    pyqtgraph.setConfigOptions(
        exitCleanup=False,  # would search all objects for items outside of scenes; there are none
        mouseRateLimit=-1,  # frames are cheap here, so no mouse move has to be dropped
    )
    return pyqtgraph


pg = _imported()
