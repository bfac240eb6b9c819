"""What holds for every test: no display needed, nothing of the user's touched."""

from __future__ import annotations

import os
import subprocess
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


# fixtures that need compiled kernels
COMPILED = {"compiled", "kernels", "engine", "engine_pair", "done", "app", "start"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Comparisons with PyTorch are skipped where it is not installed, and say so."""
    from importlib.util import find_spec

    if find_spec("torch") is None:
        skip = pytest.mark.skip(reason="PyTorch is not installed (pip install '.[peers]')")
        for item in items:
            if "peers" in item.keywords:
                item.add_marker(skip)
    items.sort(key=needs_kernels)  # what needs none runs while they are compiled


_compilers: list[subprocess.Popen[bytes]] = []


def needs_kernels(item: pytest.Item) -> bool:
    return bool(COMPILED & set(getattr(item, "fixturenames", ())))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Compile the kernels beside the first tests, one process for each precision."""
    if session.config.option.collectonly or not any(map(needs_kernels, session.items)):
        return
    from vgsim.compute.kernels import SCANNING, THROUGH_TIME
    from vgsim.parts.activations import ACTIVATIONS

    for dtype in ("float64", "float32"):
        names = [f"{dtype}-{name}" for name in (*ACTIVATIONS, THROUGH_TIME)]
        names += [f"{dtype}-{SCANNING}"] * (dtype == "float64")
        command = [sys.executable, "-m", "vgsim.compute.kernels.fill", *names]
        _compilers.append(subprocess.Popen(command, cwd=Path(__file__).resolve().parents[1]))


@pytest.fixture(scope="session")
def compiled() -> None:
    """The kernels are kept on the disk by now; whatever went wrong there shows where they load."""
    for process in _compilers:
        process.wait(timeout=600)


def pytest_unconfigure() -> None:
    import shutil

    for process in _compilers:
        if process.poll() is None:
            process.kill()
    shutil.rmtree(_PRIVATE, ignore_errors=True)
