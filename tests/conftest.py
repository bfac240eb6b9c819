"""What holds for every test: no display needed, nothing of the user's touched."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings
from platformdirs import user_cache_path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the tree, not an installed copy
from vgsim.setup.libraries import missing
from vgsim.setup.process import prepare

prepare()  # before NumPy; what the tests start inherits it
gc.disable()  # see `pytest_runtest_protocol`
# Without Python's own cache, every process that is started would compile all sources again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# Of PyTorch and what it brings: its threads wait for one another busily, and the other worker,
# whose processor they wait on, makes that last ten times as long.
os.environ.setdefault("OMP_NUM_THREADS", "1")
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# pyproject.toml keeps pytest from loading pytest-qt by itself: it fails without Qt's libraries.
pytest_plugins = ["without_window" if missing() else "pytestqt.plugin"]
_PRIVATE = tempfile.mkdtemp(prefix="vgsim-tests-")
os.environ["VGSIM_SETTINGS"] = f"{_PRIVATE}/settings.json"


def _place_of_kernels() -> str:
    """A folder that is kept for later runs; where it cannot be written, one for this run.

    Without one, every process would compile all kernels again. Builds have own folders in it.
    """
    with suppress(OSError, RuntimeError):  # no home, or one that is read-only
        kept = user_cache_path("vgsim-tests", appauthor=False)
        kept.mkdir(parents=True, exist_ok=True)
        if kept.is_absolute() and os.access(kept, os.W_OK):
            return str(kept)
    return f"{_PRIVATE}/kernels"


os.environ.setdefault("VGSIM_CACHE", _place_of_kernels())
# Names of what has been compiled, as files; workers inherit it as they inherit the cache.
_DONE = Path(os.environ.setdefault("VGSIM_TESTS_DONE", f"{_PRIVATE}/done"))
# Files that take long: they come first, so that none of them is left alone at the end.
LONGEST = frozenset(
    f"test_{name}.py"
    for name in (
        "lessons", "every_lesson", "translated", "environment", "legible", "stress_window",
        "nothing_is_lost", "room", "cluster", "suggest", "stage",
    )
)  # fmt: skip
WORKERS = 3  # on two processors: tests often wait for other processes or for events

settings.register_profile("steady", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("steady")


# fixtures that need compiled kernels
COMPILED = {"compiled", "kernels", "engine", "engine_pair", "done", "app", "start", "painters"}
# One process has the painters compiled by another one; what it finds then is told to the tests.
PAINTERS = (
    "from ui.raster import warmup; warmup.warm_painters();"
    "from ui.raster import network, plots; from vgsim.compute.kernels import cache;"
    "kernels = [network.cells, network.bars, network.lines, plots.stamps];"
    "print([sum(k.stats.cache_misses.values()) for k in kernels], cache.has(warmup.kept_name()))"
)
ROOT = Path(__file__).resolve().parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "run further seeds, sizes and moments of what other cases check, too (some 8 minutes)"
    parser.addoption("--long", action="store_true", help=text)


class _Turned(pytest.Dir):
    """A folder in which each worker begins at another place.

    A file that one of them has compiled, which takes long, is then there for the others.
    """

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        found = list(super().collect())
        first = len(found) * int(_worker().removeprefix("gw")) // WORKERS % max(len(found), 1)
        return iter(found[first:] + found[:first])


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A worker reads the folders in its own order; later all of them have the same one."""
    plain = _worker() and not (path / "__init__.py").exists()
    return _Turned.from_parent(parent, path=path) if plain else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Comparisons with PyTorch are skipped where it is not installed, and say so."""
    from importlib.util import find_spec

    if not config.option.long:
        later = [item for item in items if item.get_closest_marker("long")]
        items[:] = [item for item in items if not item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=later)
    if find_spec("torch") is None:
        skip = pytest.mark.skip(reason="PyTorch is not installed (pip install '.[peers]')")
        for item in items:
            if "peers" in item.keywords:
                item.add_marker(skip)
    if not _worker():
        items.sort(key=needs_kernels)  # what needs none runs while they are compiled
        return
    waiting = {item.path for item in items if needs_kernels(item)}  # a worker takes whole files
    items.sort(key=lambda item: (item.path in waiting, item.path.name not in LONGEST, item.path))


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """The whole suite runs in two processes where pytest-xdist is installed."""
    option = config.option
    if (
        config.pluginmanager.hasplugin("xdist")
        and config.args_source is pytest.Config.ArgsSource.TESTPATHS
        and not (_worker() or option.usepdb or option.collectonly)
        and option.numprocesses is None
    ):
        option.numprocesses, option.dist = WORKERS, "loadfile"
        option.loadscopereorder = False
        option.maxworkerrestart = "0"  # if a process dies the run ends; else it may wait for ever


def _worker() -> str:
    """The name of this process among several; empty: it is the only one."""
    return os.environ.get("PYTEST_XDIST_WORKER", "")


_compilers: list[subprocess.Popen[str]] = []
_ended = threading.Event()


def needs_kernels(item: pytest.Item) -> bool:
    return bool(COMPILED & set(getattr(item, "fixturenames", ())))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Compile the kernels beside the first tests, one process for each precision."""
    gc.freeze()  # thousands of tests and all they import stay and need not be visited
    if session.config.option.collectonly or not any(map(needs_kernels, session.items)):
        return
    if _worker() not in ("", "gw0"):
        return  # the first one does
    from vgsim.compute.kernels import NARROW_STEPS, SCANNING, STEPS, THROUGH_TIME, cache
    from vgsim.parts.activations import ACTIVATIONS

    for dtype in ("float64", "float32"):
        names = [f"{dtype}-{name}" for name in (*ACTIVATIONS, THROUGH_TIME, *STEPS)]
        names += [f"{dtype}-{name}" for name in NARROW_STEPS if dtype == "float32"]
        names += [f"{dtype}-{SCANNING}"] * (dtype == "float64")
        missing = [name for name in names if not cache.has(name)]  # of an earlier run
        process = _begin("-m", "vgsim.compute.kernels.fill", *missing) if missing else None
        threading.Thread(target=_tell, args=(process, dtype), daemon=True).start()


def _begin(*words: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    _compilers.append(process)
    return process


def _tell(process: subprocess.Popen[str] | None, dtype: str) -> None:
    """What a compiler said, once it is done; after the shorter list the painters follow."""
    _note(dtype, process.communicate()[0] if process is not None else "")
    if dtype == "float32" and not _ended.is_set():
        _note("painters", _begin("-c", PAINTERS).communicate()[0])


def _note(name: str, said: str) -> None:
    with suppress(OSError):  # the tests have ended, and their folder goes meanwhile
        _DONE.mkdir(exist_ok=True)
        whole = _DONE / f".{name}"  # a file is there with all its words, or not yet
        whole.write_text(said, "utf-8")
        whole.replace(_DONE / name)


def _told(*names: str) -> str:
    """What the last one of these said, as soon as all are done."""
    end = time.monotonic() + 3600
    while not all((_DONE / name).exists() for name in names):
        assert time.monotonic() < end, "the kernels are not compiled"
        time.sleep(0.1)
    return (_DONE / names[-1]).read_text("utf-8")


_collected = 0  # tests after which garbage was collected


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Collect a test's garbage in this thread, before the next test and after pytest let go of it.

    Python itself would collect in any thread, and destroy there timers and widgets that belong to
    this one.
    """
    global _collected
    result = yield
    _collected += 1
    if _collected % 500 == 0:
        gc.collect()
        gc.freeze()  # what is left stays, mostly: half a million objects need not be visited again
    elif "qapp" in getattr(item, "fixturenames", ()) or _collected % 20 == 0:
        gc.collect(1)
    return result


@pytest.fixture(scope="session")
def compiled() -> None:
    """The kernels are kept on the disk by now; whatever went wrong there shows where they load."""
    _told("float64", "float32")


@pytest.fixture(scope="session")
def painters() -> tuple[list[str], str]:
    """So are the kernels that paint; what had them compiled, and what it said."""
    return [sys.executable, "-c", PAINTERS], _told("painters")


def pytest_unconfigure() -> None:
    import shutil

    _ended.set()
    for process in _compilers:
        if process.poll() is None:
            process.kill()
    shutil.rmtree(_PRIVATE, ignore_errors=True)
