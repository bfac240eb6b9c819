"""Builds the installed program on any system: `python3 .ci/package/build.py`.

Creates in dist/ the folder `vgsim` and the packages for users: a .deb and a .tar.gz on Linux, an
installer on Windows, a disk image on macOS. Prints the contents and runs the program's self-test.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tomllib
import venv
from argparse import ArgumentParser
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORK, DIST = ROOT / "build" / "package", ROOT / "dist"
LIMIT = 345.0  # megabytes of the folder including kernels and licenses, as the README says
STRIPPED = ("llvmlite/binding/*.so", "libpython3*.so*", "numba/*.so")  # stripping breaks OpenBLAS


def run(*words: object, **environment: str) -> str:
    """Run a command and return its standard output.

    Raises:
        CalledProcessError: it failed.
    """
    done = subprocess.run(
        [str(word) for word in words], cwd=ROOT, env={**os.environ, **environment}, check=True,
        stdout=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    return done.stdout


def python() -> Path:
    """A Python environment with only the packages to ship and the build tools."""
    folder = WORK / "venv"
    found = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not found.exists():
        venv.create(folder, with_pip=True)
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        needed = [*project["dependencies"], *project["optional-dependencies"]["build"]]
        run(found, "-m", "pip", "install", "--quiet", *needed)
    return found


def inner() -> Path:
    """The folder of the program's own files."""
    if sys.platform == "darwin":
        return DIST / "vgsim.app" / "Contents" / "Resources"
    return DIST / "vgsim" / "_internal"


def program() -> Path:
    """The built executable, on Windows the one with a console."""
    if sys.platform == "darwin":
        return DIST / "vgsim.app" / "Contents" / "MacOS" / "vgsim"
    return DIST / "vgsim" / ("vgsim-console.exe" if os.name == "nt" else "vgsim")


def freeze(interpreter: Path) -> None:
    """Run PyInstaller; on Linux also strip debug symbols."""
    run(interpreter, HERE / "icons.py", WORK / "vgsim" / "icons")
    run(
        interpreter, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR",
        "--distpath", DIST, "--workpath", WORK, HERE / "vgsim.spec",
    )  # fmt: skip
    if sys.platform == "linux" and shutil.which("strip"):
        for pattern in STRIPPED:
            for path in inner().glob(pattern):
                run("strip", "--strip-unneeded", path)


def fill(levels: list[str]) -> None:
    """Compile the kernels to ship with the built program, for each processor level.

    Kernels that an earlier build compiled from the same sources are reused.
    """
    cache = WORK / "kernels"
    shipped = inner() / "vgsim" / "compute" / "kernels" / "shipped"
    shutil.rmtree(shipped, ignore_errors=True)
    for level in levels:
        chosen = {"VGSIM_CACHE": str(cache), **({"NUMBA_CPU_NAME": level} if level else {})}
        for part in (("vgsim.compute.kernels.fill", "all"), ("ui.raster.warmup",)):
            run(program(), "--part", *part, **chosen)
        name = asked("from vgsim.compute.kernels.cache import build; print(build())", **chosen)
        asked(
            "import sys; from pathlib import Path; from vgsim.compute.kernels.shipped import pack; "
            "pack(*map(Path, sys.argv[1:]))",
            cache / name, shipped / name,
        )  # fmt: skip
        print(f"kernels for {level or 'the model of this machine'} are made", flush=True)


def asked(code: str, *words: object, **environment: str) -> str:
    """The output of Python code that uses this repository; the words are its arguments."""
    return run(python(), "-c", code, *words, PYTHONPATH=str(ROOT), **environment).strip()


def levels() -> list[str]:
    """The processor levels that this machine can run and test; [""] if there are none."""
    return asked("from vgsim.compute.kernels.cpu import levels; print(*levels())").split() or [""]


def tried() -> None:
    """Run the program's self-test; no kernel may need compiling.

    Raises:
        SystemExit: the shipped kernels were not used.
    """
    cache = WORK / "first start"
    shutil.rmtree(cache, ignore_errors=True)
    said = run(program(), "--self-test", VGSIM_CACHE=str(cache))
    print(said, end="")
    if " 0 files had to be compiled" not in said:
        raise SystemExit("the kernels that are shipped were not used")


def wrap() -> None:
    """Make the packages that users install."""
    version = asked("from vgsim.version import VERSION; print(VERSION)")
    if sys.platform == "linux":
        print(run(python(), HERE / "linux.py", DIST, WORK, PYTHONPATH=str(ROOT)), end="")
    elif sys.platform == "win32":
        icon = WORK / "vgsim" / "icons" / "vgsim.ico"
        run("makensis", "-V2", f"-DDIST={DIST}", f"-DVERSION={version}", f"-DICON={icon}",
            HERE / "vgsim.nsi")  # fmt: skip
    else:
        image = DIST / f"vgsim-{version}-macos-{platform.machine()}.dmg"
        run("hdiutil", "create", "-volname", "vgsim", "-srcfolder", DIST / "vgsim.app", "-ov",
            "-format", "ULFO", image)  # fmt: skip


def main() -> int:
    """Build, list the contents, test and package the program; returns the exit code."""
    parser = ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--folder-only", action="store_true", help="no .deb, installer, image")
    parser.add_argument("--levels", help="kernels for these alone, as in x86-64-v3,x86-64-v2")
    parsed = parser.parse_args()
    os.environ["PYTHONUTF8"] = "1"
    interpreter = python()
    freeze(interpreter)
    fill(parsed.levels.split(",") if parsed.levels else levels())
    whole = DIST / ("vgsim.app" if sys.platform == "darwin" else "vgsim")
    run(interpreter, HERE / "licenses.py", whole, inner() / "resources" / "licenses",
        PYTHONPATH=str(ROOT))  # fmt: skip
    sys.path.insert(0, str(HERE))
    import parts

    if sys.platform == "darwin":  # again, now with kernels and licenses
        run("codesign", "--force", "--deep", "--sign", "-", whole)
    code = parts.main(whole, DIST / "contents.txt", LIMIT)
    tried()
    if not parsed.folder_only:
        wrap()
    return code


if __name__ == "__main__":
    sys.exit(main())
