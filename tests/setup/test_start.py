"""What main.py decides before anything else; the tests where Qt's libraries are missing."""

from __future__ import annotations

import ast
import os
import re
import runpy
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.long import longer
from vgsim.setup import imports, packages

ROOT = Path(__file__).resolve().parents[2]
BLIND = """
import ctypes

def load(name, *others, load=ctypes.CDLL, **more):
    if name == "libEGL.so.1":
        raise OSError(name)
    return load(name, *others, **more)

ctypes.CDLL = load
"""


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_names_to_import_are_the_project_s_requirements() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert packages.requirements(ROOT, tests=True) == (
        *project["dependencies"], *project["optional-dependencies"]["test"],
    )  # fmt: skip
    distributions = packages_distributions()
    for names, tests in ((imports.WINDOW, False), (imports.WINDOW + imports.TESTS, True)):
        needed = packages.requirements(ROOT, tests=tests)
        listed = {_plain(re.split(r"[<>=!~; \[]", requirement)[0]) for requirement in needed}
        assert listed == {
            next(d for d in map(_plain, distributions[name]) if d in listed) for name in names
        }


HOMELESS = """
import pwd

def unknown(user):
    raise KeyError(user)

pwd.getpwuid = unknown
import vgsim
from ui.settings import load_settings, save_settings, settings_path
from vgsim.compute.kernels.cache import configure

configure()
settings = load_settings(settings_path())[0]
save_settings(settings_path(), settings)
print(settings_path())
"""


@pytest.mark.skipif(os.name != "posix", reason="users have homes elsewhere")
def test_a_user_without_a_home_is_no_fault() -> None:
    private = ("HOME", "VGSIM_CACHE", "VGSIM_SETTINGS", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    done = subprocess.run(
        [sys.executable, "-c", HOMELESS],
        cwd=ROOT, env={k: v for k, v in os.environ.items() if k not in private},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("/dev/null/")


PLACE = "import os, tests.conftest; print(os.environ['VGSIM_CACHE'])"


@pytest.mark.skipif(os.name != "posix", reason="users have homes elsewhere")
@pytest.mark.parametrize("home", [None, os.devnull])
def test_tests_of_a_user_without_a_home_keep_their_kernels_for_the_run(
    home: str | None, tmp_path: Path
) -> None:
    """Otherwise each process that a test starts compiles them all, for minutes."""
    private = ("HOME", "VGSIM_CACHE", "XDG_CACHE_HOME")
    environment = {k: v for k, v in os.environ.items() if k not in private}
    environment["TMPDIR"] = str(tmp_path)
    if home is not None:
        environment["HOME"] = home
    done = subprocess.run(
        [sys.executable, "-c", PLACE], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    place = Path(done.stdout.strip())
    assert place.is_absolute()
    assert not place.is_relative_to(os.devnull)


def test_an_old_python_names_the_version_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = (ROOT / "main.py").read_text("utf-8")
    tree = ast.parse(text, feature_version=(3, 6))
    assert "__future__" not in [
        node.module for node in tree.body if isinstance(node, ast.ImportFrom)
    ]
    monkeypatch.setattr(sys, "version_info", (3, 6, 9, "final", 0))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer") as ended:
        runpy.run_path(str(ROOT / "main.py"))
    assert "\n" not in str(ended.value)


@pytest.mark.parametrize("reason", packages.NO_ROOM)
def test_a_full_disk_is_named(reason: str, tmp_path: Path) -> None:
    printed = packages.reason(f"ERROR: an OSError: [Errno 28] {reason}\n", tmp_path / ".venv")
    assert printed.startswith("The disk is full")
    assert str(tmp_path) in printed
    assert packages.reason("ERROR: something else\n", tmp_path).startswith("pip could not")


# The name of the second one's folder is also the mark of single tests of the window.
WINDOW_TESTS = ("tests/ui/shell/test_launch.py", "tests/ui/window/test_room.py")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there are they looked for")
@pytest.mark.parametrize("workers", ["1", *longer(["0"])])
def test_tests_of_the_window_are_skipped_without_its_libraries(
    workers: str, tmp_path: Path
) -> None:
    (tmp_path / "blind.py").write_text(BLIND, "utf-8")
    words = [
        "-q",
        "-p",
        "blind",
        "-n",
        workers,
        "tests/test_platform.py",
        *WINDOW_TESTS,
    ]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    environment |= {"PYTHONPATH": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("VGSIM_REQUIRE_WINDOW", None)

    def run(**more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pytest", *words],
            cwd=ROOT, env={**environment, **more}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    done = run()
    assert done.returncode == 0, done.stdout + done.stderr
    sources = [(ROOT / name).read_text("utf-8") for name in WINDOW_TESTS]
    count = 1 + sum(source.count("\ndef test_") for source in sources)
    assert f"Tests of the window that were skipped: {count}." in done.stdout
    assert re.search(rf"^{count} skipped", done.stdout, re.MULTILINE)
    done = run(VGSIM_REQUIRE_WINDOW="1")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "the window cannot be opened here" in done.stderr
