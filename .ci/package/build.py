"""One command for the installed program: `python3 .ci/package/build.py`, on each system alike.

Makes, in dist/, the folder `vgsim` and what people install: a .deb and a .tar.gz on Linux, an
installer on Windows, a disk image on macOS. Prints what is inside, and tries the program out.
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
LIMIT = 345.0  # megabytes of the whole folder, kernels and licenses with it; the README says so
STRIPPED = ("llvmlite/binding/*.so", "libpython3*.so*", "numba/*.so")  # OpenBLAS does not bear it


def run(*words: object, **environment: str) -> str:
    """What a command printed.

    Raises:
        CalledProcessError: it failed.
    """
    done = subprocess.run(
        [str(word) for word in words], cwd=ROOT, env={**os.environ, **environment}, check=True,
        stdout=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    return done.stdout


def python() -> Path:
    """A Python with nothing in it but what is shipped, so that nothing else is found."""
    folder = WORK / "venv"
    found = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not found.exists():
        venv.create(folder, with_pip=True)
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        needed = [*project["dependencies"], *project["optional-dependencies"]["build"]]
        run(found, "-m", "pip", "install", "--quiet", *needed)
    return found


def inner() -> Path:
    """Where the program's own files lie."""
    if sys.platform == "darwin":
        return DIST / "vgsim.app" / "Contents" / "Resources"
    return DIST / "vgsim" / "_internal"


def program() -> Path:
    """The program that was built; the one that can print."""
    if sys.platform == "darwin":
        return DIST / "vgsim.app" / "Contents" / "MacOS" / "vgsim"
    return DIST / "vgsim" / ("vgsim-console.exe" if os.name == "nt" else "vgsim")


def freeze(interpreter: Path) -> None:
    """PyInstaller; on Linux also without the names only a debugger reads."""
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
    """Let the program itself make the kernels it ships, for every level this machine can do.

    What an earlier build has made of the same sources is taken again.
    """
    cache = WORK / "kernels"
    shipped = inner() / "vgsim" / "compute" / "kernels" / "shipped"
    shutil.rmtree(shipped, ignore_errors=True)
    for level in levels:
        chosen = {"VGSIM_CACHE": str(cache), **({"NUMBA_CPU_NAME": level} if level else {})}
        for part in (("vgsim.compute.kernels.fill", "all"), ("ui.raster.warm",)):
            run(program(), "--part", *part, **chosen)
        name = asked("from vgsim.compute.kernels.cache import build; print(build())", **chosen)
        shutil.copytree(cache / name, shipped / name)
        (shipped / name).chmod(0o755)  # those of a user are nobody else's business, these are
        print(f"kernels for {level or 'the model of this machine'} are made", flush=True)


def asked(code: str, **environment: str) -> str:
    """What this repository's own code answers."""
    return run(python(), "-c", code, PYTHONPATH=str(ROOT), **environment).strip()


def levels() -> list[str]:
    """What this machine can run, so that it can be tried; [""] where there are no levels."""
    return asked("from vgsim.compute.kernels.cpu import levels; print(*levels())").split() or [""]


def tried() -> None:
    """The program as it will be installed: everything right, and nothing to be compiled.

    Raises:
        SystemExit: it is not so.
    """
    cache = WORK / "first start"
    shutil.rmtree(cache, ignore_errors=True)
    said = run(program(), "--self-test", VGSIM_CACHE=str(cache))
    print(said, end="")
    if " 0 files had to be compiled" not in said:
        raise SystemExit("the kernels that are shipped were not used")


def wrap() -> None:
    """Into what people install."""
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
    """Build, say what is inside, try it, wrap it; the exit code."""
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

    if sys.platform == "darwin":  # sealed by PyInstaller before kernels and licenses came in
        run("codesign", "--force", "--deep", "--sign", "-", whole)
    code = parts.main(whole, DIST / "contents.txt", LIMIT)
    tried()
    if not parsed.folder_only:
        wrap()
    return code


if __name__ == "__main__":
    sys.exit(main())
