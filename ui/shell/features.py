"""Switches off a slow part of PySide6's features for names (snake_case, true_property)."""

from __future__ import annotations

import sys


def read_no_sources() -> None:
    """Keep PySide6 from reading the source of every module that is imported from here on.

    PySide6 looks for modules that use its features, and we use none. Reading the sources of NumPy
    and Numba would take a third of a second at startup.
    """
    feature = sys.modules.get("shibokensupport.feature")  # imported with PySide6
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda module: False  # type: ignore[union-attr]
