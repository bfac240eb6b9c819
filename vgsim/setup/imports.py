"""The required Python packages, by their import names."""

from __future__ import annotations

from importlib.util import find_spec

# The same as in pyproject.toml, which has pip's names; reading that at every start would be slow.
WINDOW = ("PySide6", "numpy", "numba", "pyqtgraph", "ziamath", "segno", "platformdirs")
TESTS = (
    "pytest", "pytestqt", "pytest_timeout", "xdist", "hypothesis", "autograd", "mpmath",
    "distributed", "PIL",
)  # fmt: skip


def missing(*, tests: bool) -> list[str]:
    """The packages that cannot be imported; `tests` includes those needed for the tests."""
    return [name for name in (*WINDOW, *TESTS * tests) if find_spec(name) is None]
