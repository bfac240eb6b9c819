"""A project that sets itself up: the real main.py, with packages that hold next to nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WINDOW = ("PySide6", "numpy", "numba", "pyqtgraph", "ziamath", "segno", "platformdirs")
TESTS = (
    "pytestqt", "pytest_timeout", "xdist", "hypothesis", "autograd", "mpmath", "distributed", "PIL",
)  # fmt: skip
PYTEST = "import os, sys; print('pytest', sys.argv[1:], os.getcwd())"
# what pip runs to build this one; it waits until a writer of the pipe is gone
SLOW = """
import pathlib, shutil
def build_wheel(folder, *others):
    pathlib.Path("gate").read_text()
    shutil.copy("slow-1-py3-none-any.whl", folder)
    return "slow-1-py3-none-any.whl"
"""


def wheel(folder: Path, name: str, version: str = "1", main: str = "") -> str:
    """Write a package with one empty module, or one that can be run; its requirement."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/__init__.py", f"VERSION = {version!r}\n")
        archive.writestr(f"{name}/__main__.py", main)
        archive.writestr(f"{info}/METADATA", metadata)
        archive.writestr(f"{info}/WHEEL", tags)
        archive.writestr(f"{info}/RECORD", "")
    return f"{name}=={version}"


def slow(folder: Path) -> tuple[str, Path]:
    """A package that pip has to build, which waits; its requirement and the pipe it waits at."""
    folder.mkdir()
    wheel(folder, "slow")
    (folder / "backend.py").write_text(SLOW, "utf-8")
    (folder / "pyproject.toml").write_text(
        "[build-system]\nrequires = []\nbuild-backend = 'backend'\nbackend-path = ['.']\n"
        "[project]\nname = 'slow'\nversion = '1'\n", "utf-8"
    )  # fmt: skip
    os.mkfifo(folder / "gate")
    return f"slow @ {folder.as_uri()}", folder / "gate"


def hear_interrupts() -> None:
    """A shell lets what it starts in the background ignore Ctrl-C, and so would this process."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass
class Project:
    """The program in a folder of its own, and a Python that has no packages."""

    folder: Path
    python: Path
    needs: list[str]
    wheels: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def venv(self) -> Path:
        return self.folder / ".venv"

    def describe(self, *more: str) -> None:
        """Write its pyproject.toml, with these requirements in addition."""
        tests = [wheel(self.wheels, name) for name in TESTS]
        tests.append(wheel(self.wheels, "pytest", main=PYTEST))
        (self.folder / "pyproject.toml").write_text(
            f"[project]\nname = 'vgsim'\ndependencies = {[*self.needs, *more]}\n"
            f"[project.optional-dependencies]\ntest = {tests}\n", "utf-8"
        )  # fmt: skip

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """Start main.py in a process group of its own."""
        given = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels), "LC_ALL": "C"}
        system = {k: os.environ[k] for k in ("PATH", "SYSTEMROOT", "TEMP") if k in os.environ}
        return subprocess.Popen(
            [self.python, self.folder / "main.py", *words], text=True, encoding="utf-8",
            env={**system, **given, **self.environment, **environment}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
            preexec_fn=hear_interrupts if os.name == "posix" else None,
        )  # fmt: skip

    def run(self, *words: str, code: int = 0, **environment: str) -> tuple[str, str]:
        """What main.py printed, and what it complained about."""
        with self.start(*words, **environment) as process:
            printed, complaints = process.communicate()
        assert process.returncode == code, complaints
        return printed, complaints


def project(folder: Path, wheels: Path, python: Path) -> Project:
    """The program's files in this folder."""
    folder.mkdir(parents=True)
    wheels.mkdir(exist_ok=True)
    shutil.copy(ROOT / "main.py", folder)
    # what main.py --version reads
    for part in ("setup", "cli", "words", "tables", "describe", "parts", "play"):
        shutil.copytree(ROOT / "vgsim" / part, folder / "vgsim" / part)
    for name in ("__init__.py", "version.py"):
        shutil.copy(ROOT / "vgsim" / name, folder / "vgsim")
    made = Project(folder, python, [wheel(wheels, name) for name in WINDOW], wheels)
    made.describe()
    return made


def bare_python(folder: Path) -> Path:
    """A Python without any package."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
