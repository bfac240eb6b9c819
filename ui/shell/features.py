"""PySide6's features for names (snake_case, true_property): we use none."""

from __future__ import annotations

import sys


def read_no_sources() -> None:
    """Keep PySide6 from reading the source of every module that is imported from here on.

    It looks for those that use its features; to read all of NumPy's and Numba's takes a third of a
    second of the start.
    """
    feature = sys.modules.get("shibokensupport.feature")  # came with PySide6
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda module: False  # type: ignore[union-attr]
