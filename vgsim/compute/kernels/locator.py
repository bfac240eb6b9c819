"""Tells Numba where this program's kernels are cached (see `NUMBA_CACHE_LOCATOR_CLASSES`).

Numba's own locators depend on the program's folder and, for an installed program, on its
executable. This one depends only on the sources.
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

FOLDER = "VGSIM_KERNELS"  # environment variable in which `cache` stores the folder
NAME = f"{__name__}.Locator"
_OURS = ("vgsim.", "ui.")


class Locator:
    """The cache location of one function; implements the interface of Numba's locators."""

    def __init__(self, function: Callable[..., Any], file: str) -> None:
        self._py_file = file  # Numba shows this name in warnings
        self._line = function.__code__.co_firstlineno
        # by module, because both precisions of a kernel come from one file
        self._folder = Path(os.environ[FOLDER]) / function.__module__
        self._stamp = _stamp(Path(sys.modules[function.__module__].__file__ or "").parent)

    @classmethod
    def from_function(cls, function: Callable[..., Any], file: str) -> Locator | None:
        """Return a locator; None leaves other packages' functions to Numba's own locators."""
        ours = function.__module__.startswith(_OURS) and FOLDER in os.environ
        return cls(function, file) if ours else None

    def get_cache_path(self) -> str:
        """The folder of the compiled files."""
        return str(self._folder)

    def get_source_stamp(self) -> str:
        """What changes when a source of the function changes."""
        return self._stamp

    def get_disambiguator(self) -> str:
        """What tells functions of the same name in a file apart."""
        return str(self._line)

    def ensure_cache_path(self) -> None:
        """Create the folder.

        Raises:
            OSError: it cannot be written to.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=self._folder).close()


@lru_cache
def _stamp(folder: Path) -> str:
    """Hash all sources of a folder, since a function may inline others from its folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
