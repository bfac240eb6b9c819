"""The first start: an environment is made for real, by pip, of packages that are nearly empty."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from projects import Project, bare_python, project, slow, wheel

from tests.long import longer
from vgsim.setup import environment
from vgsim.setup.environment import STAMP
from vgsim.setup.packages import requirements
from vgsim.setup.virtual import interpreter

pytestmark = pytest.mark.skipif(find_spec("ensurepip") is None, reason="there is no ensurepip")
posix = pytest.mark.skipif(os.name != "posix", reason="signals and pipes as POSIX has them")
# where the killed start below shows the same
long_on_posix = pytest.mark.long if os.name == "posix" else pytest.mark.usefixtures()
VERSION = "vgsim 0.1.0\n"
Make = Callable[..., Project]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bare_python(tmp_path_factory.mktemp("python") / "bare")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, python: Path) -> tuple[Project, str]:
    """A project after its first start, which was without a home and in the C locale."""
    folder = tmp_path_factory.mktemp("first")
    made = project(folder / "Größe mit Raum", folder / "wheels", python)
    printed, complaints = made.run("--version")
    assert printed == VERSION
    return made, complaints


@pytest.fixture
def make(first: tuple[Project, str], tmp_path: Path, python: Path) -> Make:
    """A new project; `ready`: with an environment."""

    def begin(*, ready: bool = False) -> Project:
        made = project(tmp_path / "program", tmp_path / "wheels", python)
        made.environment["XDG_DATA_HOME"] = str(tmp_path / "data")
        made.environment["LOCALAPPDATA"] = str(tmp_path / "data")
        if ready:
            shutil.copytree(first[0].venv, made.venv, symlinks=True)
        return made

    return begin


def holds(made: Project, name: str) -> list[str]:
    return [path.name for path in made.venv.rglob(f"{name}-*.dist-info")]


def test_the_first_start_says_what_it_does_and_the_second_says_nothing(
    first: tuple[Project, str],
) -> None:
    made, complaints = first
    assert complaints.startswith("vgsim installs the Python packages it needs into ")
    assert "Größe mit Raum" in complaints
    assert "Successfully installed" in complaints  # pip's own words
    assert made.run("--version") == (VERSION, "")


def test_the_tests_are_run_from_the_tree_with_their_packages(make: Make) -> None:
    made = make(ready=True)
    printed, complaints = made.run("test", "-q", "tests/one.py", QT_QPA_PLATFORM="offscreen")
    assert printed == f"pytest ['-q', 'tests/one.py'] {made.folder.resolve()}\n"
    assert "vgsim installs" in complaints
    printed, complaints = made.run("test", QT_QPA_PLATFORM="offscreen")
    assert printed.startswith("pytest []")
    assert "vgsim installs" not in complaints
    assert made.run("--version") == (VERSION, "")  # the tests' environment has all


def test_what_the_project_needs_now_is_installed(make: Make) -> None:
    made = make(ready=True)
    made.needs[1] = wheel(made.wheels, "numpy", "2")
    made.describe()
    printed, complaints = made.run("--version")
    assert printed == VERSION
    assert "vgsim installs" in complaints
    assert holds(made, "numpy") == ["numpy-2.dist-info"]


@pytest.mark.parametrize("stamp", [b"", b'{"python": "3.11", "packages": [', b"[]", b"\xff"])
def test_half_a_stamp_is_none(make: Make, stamp: bytes) -> None:
    made = make(ready=True)
    needed = requirements(made.folder, tests=False)
    assert environment._complete(made.venv, needed)
    (made.venv / STAMP).write_bytes(stamp)
    assert environment._read(made.venv) == ("", [])  # all of it is made again
    assert not environment._complete(made.venv, needed)


@long_on_posix
def test_a_half_made_environment_is_made_again(make: Make) -> None:
    made = make(ready=True)
    (made.venv / STAMP).write_text('{"python": "3.11", "packages": [', "utf-8")
    shutil.rmtree(next(made.venv.rglob("numba")))
    (made.venv / "rubbish").write_text("", "utf-8")
    printed, complaints = made.run("--version")
    assert printed == VERSION
    assert "vgsim installs" in complaints
    assert not (made.venv / "rubbish").exists()
    assert holds(made, "numba")


@posix
def test_a_second_start_waits_for_the_first(make: Make, tmp_path: Path) -> None:
    made = make(ready=True)
    requirement, gate = slow(tmp_path / "slow")
    made.describe(requirement)
    one = made.start("--version")
    with gate.open("w"):  # pip is at work
        two = made.start("--version")
        assert two.stderr is not None
        assert two.stderr.readline().startswith("Another start of vgsim is installing into ")
    assert one.communicate()[0] == two.communicate()[0] == VERSION
    assert holds(made, "slow")


@posix
def test_a_killed_start_is_waited_for_and_done_again(make: Make, tmp_path: Path) -> None:
    """The pip it started still writes: nothing else may write there meanwhile."""
    made = make(ready=True)
    requirement, gate = slow(tmp_path / "slow")
    made.describe(requirement)
    with made.start("--version") as one:
        with gate.open("w"):
            one.kill()
            one.wait()
            assert (made.venv / STAMP).read_text("utf-8") == ""
            shutil.rmtree(next(made.venv.rglob("numba")))
            (made.venv / "rubbish").write_text("", "utf-8")
            two = made.start("--version")
            assert two.stderr is not None
            assert two.stderr.readline().startswith("Another start of vgsim is installing into ")
        assert two.stderr.readline().startswith("vgsim installs ")
        with gate.open("w"):
            pass
    assert two.communicate()[0] == VERSION
    assert holds(made, "slow")
    assert holds(made, "numba")
    assert not (made.venv / "rubbish").exists()


@posix
@pytest.mark.parametrize("stop", [os.killpg, *longer([os.kill])])
def test_ctrl_c_leaves_nothing_half_made(
    make: Make, tmp_path: Path, stop: Callable[[int, int], None]
) -> None:
    """Also if only the first process hears of it: pip, which it started, must not write on."""
    made = make(ready=True)
    requirement, gate = slow(tmp_path / "slow")
    made.describe(requirement)
    process = made.start("--version")
    with gate.open("w"):
        stop(process.pid, signal.SIGINT)
        printed, complaints = process.communicate()
    assert process.returncode == 130
    assert printed == ""
    assert complaints.endswith("interrupted\n")
    assert [path.name for path in made.venv.iterdir()] == [STAMP]


def test_an_environment_of_the_user_is_not_touched(
    make: Make, first: tuple[Project, str], tmp_path: Path
) -> None:
    made = make()
    made.venv.mkdir()
    (made.venv / "pyvenv.cfg").write_text("theirs", "utf-8")
    shutil.copytree(first[0].venv, tmp_path / "data" / "vgsim" / "environment", symlinks=True)
    made.describe(wheel(made.wheels, "another"))
    printed, complaints = made.run("--version")
    assert printed == VERSION
    assert str(tmp_path / "data") in complaints
    assert [path.name for path in made.venv.iterdir()] == ["pyvenv.cfg"]


def test_nothing_can_be_written(make: Make, tmp_path: Path) -> None:
    made = make()
    made.venv.write_text("a file", "utf-8")
    (tmp_path / "data").write_text("a file", "utf-8")
    complaints = made.run("--version", code=1)[1]
    assert complaints.count("\n") == 1
    assert complaints.startswith("Nothing can be installed in ")


@posix
def test_who_has_no_home_is_not_told_of_one(make: Make) -> None:
    made = make()
    made.venv.write_text("a file", "utf-8")
    complaints = made.run("--version", code=1, HOME="/dev/null", XDG_DATA_HOME="")[1]
    assert complaints.startswith(f"Nothing can be installed in {made.venv}: move ")


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        (
            {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": "http://127.0.0.1:9", "PIP_RETRIES": "1"},
            "The packages could not be downloaded: connect this machine to the network",
        ),
        ({}, "A package has no release for Python "),
    ],
)
def test_why_pip_failed(make: Make, environment: dict[str, str], sentence: str) -> None:
    made = make(ready=True)
    made.describe("missing==1")
    complaints = made.run("--version", code=1, **environment)[1]
    assert complaints.splitlines()[-1].startswith(sentence)
    assert [path.name for path in made.venv.iterdir()] == [STAMP]


def test_a_package_was_deleted_from_an_active_environment(make: Make) -> None:
    made = make(ready=True)
    shutil.rmtree(next(made.venv.rglob("numba")))
    made.python = interpreter(made.venv)
    complaints = made.run("--version", code=1)[1]
    assert complaints.count("\n") == 1
    assert "delete that folder" in complaints


def test_the_installed_command_makes_no_environment(make: Make) -> None:
    """It is `main`: the packages came with it, or are up to the user."""
    made = make()
    done = subprocess.run(
        [made.python, "-c", "import main; main.main(['--version'])"],
        cwd=made.folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == (VERSION, "")
    assert not made.venv.exists()
