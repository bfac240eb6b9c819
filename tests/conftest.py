"""What holds for every test: no display needed, nothing of the user's touched."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the tree, not an installed copy

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_PRIVATE = tempfile.mkdtemp(prefix="vgsim-tests-")
os.environ["VGSIM_SETTINGS"] = f"{_PRIVATE}/settings.json"
os.environ.setdefault("VGSIM_CACHE", f"{_PRIVATE}/kernels")  # compiled once for a run of the tests

settings.register_profile("steady", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("steady")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Comparisons with PyTorch are skipped where it is not installed, and say so."""
    from importlib.util import find_spec

    if find_spec("torch") is None:
        skip = pytest.mark.skip(reason="PyTorch is not installed (pip install '.[peers]')")
        for item in items:
            if "peers" in item.keywords:
                item.add_marker(skip)


def pytest_unconfigure() -> None:
    import shutil

    shutil.rmtree(_PRIVATE, ignore_errors=True)
