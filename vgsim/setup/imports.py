"""The Python packages that have to be there, by the names they are imported with."""

from __future__ import annotations

from importlib.util import find_spec

# pyproject.toml says the same by the names pip knows, but reading it at every start takes time
WINDOW = ("PySide6", "numpy", "numba", "pyqtgraph", "platformdirs")
TESTS = (
    "pytest", "pytestqt", "pytest_timeout", "xdist", "hypothesis", "autograd", "mpmath",
    "distributed",
)  # fmt: skip


def missing(*, tests: bool) -> list[str]:
    """The packages that cannot be imported; `tests`: the ones for the tests are needed, too."""
    return [name for name in (*WINDOW, *TESTS * tests) if find_spec(name) is None]
