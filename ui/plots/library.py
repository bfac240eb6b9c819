"""Imports pyqtgraph without OpenGL, which no plot uses and which takes 9 MB of memory.

pyqtgraph always imports it. Two empty modules stand in for it during that import and are removed
afterwards.
"""

from __future__ import annotations

import sys
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


def _imported() -> Any:
    sys.modules.update({name: _Empty(name) for name in _OPENGL})
    try:
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
