"""Tells Numba where the kernels of this program are kept (see `NUMBA_CACHE_LOCATOR_CLASSES`).

Numba's own answer depends on the folder the program lies in and, in an installed one, on its
executable file. This one depends on the sources alone.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = "VGSIM_KERNELS"  # the variable in which `cache` leaves the folder
NAME = f"{__name__}.Locator"
_OURS = ("vgsim.", "ui.")


class Locator:
    """Where one function's compiled forms lie."""

    def __init__(self, function: Callable[..., Any], file: str) -> None:
        self._py_file = file  # by this name Numba warns
        self._line = function.__code__.co_firstlineno
        # by module: both precisions of a kernel come from one file
        self._folder = Path(os.environ[FOLDER]) / function.__module__
        self._stamp = _stamp(Path(sys.modules[function.__module__].__file__ or "").parent)

    @classmethod
    def from_function(cls, function: Callable[..., Any], file: str) -> Locator | None:
        """None leaves a function of somebody else to Numba's own locators."""
        ours = function.__module__.startswith(_OURS) and FOLDER in os.environ
        return cls(function, file) if ours else None

    def get_cache_path(self) -> str:
        return str(self._folder)

    def get_source_stamp(self) -> str:
        return self._stamp

    def get_disambiguator(self) -> str:
        return str(self._line)

    def ensure_cache_path(self) -> None:
        """Raises OSError where nothing can be written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=self._folder).close()


@lru_cache
def _stamp(folder: Path) -> str:
    """One function may have others of its folder compiled into it."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
