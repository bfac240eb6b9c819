"""pyqtgraph without OpenGL, which no plot uses: its part of Qt for Python takes 9 MB by itself.

pyqtgraph asks for it whether it is used or not. It gets two empty modules in its place, which are
gone again when it is imported.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_OPENGL = tuple(
    name for name in ("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets") if name not in sys.modules
)


class _Empty(ModuleType):
    """Has whatever is looked for, as a class that can be derived from but not used."""

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
        exitCleanup=False,  # looks through all there is, for items outside of scenes: we have none
        mouseRateLimit=-1,  # frames are cheap here, and none of a fast hand's moves gets lost
    )
    return pyqtgraph


pg = _imported()
