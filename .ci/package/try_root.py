"""Tries the .deb and the .tar.gz in a bare Debian without Python or network.

Usage, as root and after build.py: `python3 .ci/package/try_root.py PICTURES`. Needs debootstrap,
unshare and Xvfb on this machine. The network is used only to fetch the packages that the .deb
depends on. Pictures of the window are left in PICTURES for inspection.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DIST = ROOT / "dist"
BARE = Path(os.environ.get("VGSIM_BARE_ROOT", ROOT / "build" / "root"))
HOME = "/home/Größe mit Raum"
SCENARIO = f"{HOME}/Größe 1.vgsim"
DISPLAY = ":97"
USER = "1000:1000"
GRAB = """
import sys
from PySide6.QtGui import QGuiApplication
application = QGuiApplication([])
QGuiApplication.primaryScreen().grabWindow(0).save(sys.argv[1])
"""


def inside(*words: str, user: str = USER, home: str = HOME, network: bool = False,
           **environment: str) -> list[str]:  # fmt: skip
    """The command line that runs a command in the bare system."""
    given = {"HOME": home, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
    command = [] if network else ["unshare", "--net"]
    command += ["chroot", f"--userspec={user}", str(BARE), "/usr/bin/env", "-i"]
    return [*command, *(f"{k}={v}" for k, v in {**given, **environment}.items()), *words]


def done(*words: str, code: int = 0, **how: str) -> str:
    """Run a command in the bare system; checks its exit code and that it reports no errors.

    Returns:
        Its standard output.
    """
    ended = subprocess.run(
        inside(*words, **how),  # type: ignore[arg-type]
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ended.returncode == code, f"{words}: {ended.returncode}\n{ended.stdout}{ended.stderr}"
    said = [x for x in ended.stderr.splitlines() if "No writable cache directories" not in x]
    assert not said, f"{words} complained: {ended.stderr}"  # except for fontconfig without a home
    return str(ended.stdout)


def prepare() -> None:
    """Create a bare system with one user, whose home has umlauts and a space in its path."""
    if BARE.exists():
        shutil.rmtree(BARE)
    subprocess.run(
        ["debootstrap", "--variant=minbase", "bookworm", str(BARE)],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    for name in ("sources.list.d", "sources.list", "apt.conf.d"):
        source, target = Path("/etc/apt", name), BARE / "etc" / "apt" / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif source.exists():
            shutil.copyfile(source, target)
    root("apt-get", "update", "-qq")
    # Every desktop has these; they show whether the menu entry and the file type are registered.
    root("apt-get", "install", "-y", "-qq", "--no-install-recommends",
         "shared-mime-info", "desktop-file-utils")  # fmt: skip
    home = BARE / HOME.lstrip("/")
    home.mkdir()
    shutil.copyfile(ROOT / "resources/scenarios/19_skips.vgsim", BARE / SCENARIO.lstrip("/"))
    for path in (home, *home.iterdir()):
        os.chown(path, 1000, 1000)


def root(*words: str) -> None:
    subprocess.run(
        inside(*words, user="0:0", home="/root", network=True, DEBIAN_FRONTEND="noninteractive"),
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@contextmanager
def screen() -> Iterator[None]:
    """A display outside of the bare system that can be used from inside."""
    server = subprocess.Popen(
        ["Xvfb", DISPLAY, "-ac", "-screen", "0", "1600x900x24", "-nolisten", "tcp"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    sockets = BARE / "tmp" / ".X11-unix"
    sockets.mkdir(exist_ok=True)
    time.sleep(1)
    subprocess.run(["mount", "--bind", "/tmp/.X11-unix", str(sockets)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(sockets)], check=False)
        server.terminate()
        server.wait(10)


def pictures(python: Path, target: Path, name: str, *words: str, **how: str) -> None:
    """Start the window as a menu would, save two pictures, check that it moves and ends cleanly."""
    process = subprocess.Popen(
        inside(*words, DISPLAY=DISPLAY, **how),  # type: ignore[arg-type]
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        time.sleep(6)
        files = [target / f"{name}_{k}.png" for k in range(2)]
        for path in files:
            time.sleep(1.5)
            subprocess.run(
                [str(python), "-c", GRAB, str(path)], check=True,
                env={**os.environ, "DISPLAY": DISPLAY, "QT_QPA_PLATFORM": "xcb"},
            )  # fmt: skip
        assert process.poll() is None, "the window is gone"
        assert files[0].read_bytes() != files[1].read_bytes(), "nothing moves"
    finally:
        process.send_signal(signal.SIGINT)
        complaints = process.communicate(timeout=30)[1]
    assert process.returncode == 0, complaints
    assert not complaints.strip(), complaints


def warm(said: str) -> None:
    assert "all is well" in said, said
    assert " 0 files had to be compiled" in said, said


def main(target: Path) -> int:
    """Run all steps and print a line for each; returns the exit code."""
    target.mkdir(parents=True, exist_ok=True)
    python = ROOT / "build" / "package" / "venv" / "bin" / "python"
    package, archive = next(DIST.glob("*.deb")), next(DIST.glob("*.tar.gz"))
    report = f"{HOME}/out.json"

    def install() -> None:
        shutil.copyfile(package, BARE / "tmp" / package.name)
        root("apt-get", "install", "-y", "-qq", "--no-install-recommends", f"/tmp/{package.name}")
        (BARE / "tmp" / package.name).unlink()
        assert not list((BARE / "usr" / "bin").glob("python*")), "there is a Python"
        assert "x-vgsim" in (BARE / "usr/share/mime/globs2").read_text()
        assert "x-vgsim" in (BARE / "usr/share/applications/mimeinfo.cache").read_text()

    def remove() -> None:
        root("apt-get", "purge", "-y", "-qq", "vgsim")
        places = ("opt", "usr", "etc", "var/lib", "var/cache")
        left = [path for place in places for path in (BARE / place).rglob("*vgsim*")]
        assert not left, left

    def measured() -> None:
        said = done("vgsim", "bench", "--quick", "--only", "start")
        assert "of the installed program" in said, said
        assert said.count("first moving picture") >= 2, said

    def homes() -> None:
        """Run with a missing home and with one that is not writable."""
        warm(done("vgsim", "--self-test", home="/nowhere"))
        warm(done("vgsim", "--self-test", home="/usr"))

    def two() -> None:
        both = [
            subprocess.Popen(inside("vgsim", "--self-test", home=f"{HOME}/two"), text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            for _ in range(2)
        ]  # fmt: skip
        for each in both:
            warm(each.communicate(timeout=300)[0])

    def unpack() -> None:
        with tarfile.open(archive) as content:
            content.extractall(BARE / HOME.lstrip("/"), filter="data")

    portable = f"{HOME}/{archive.name.split('-linux')[0]}/vgsim"
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("a bare system", prepare),
        ("the .deb is installed", install),
        ("it says its version", lambda: done("vgsim", "--version")),
        ("it tests itself", lambda: warm(done("vgsim", "--self-test"))),
        ("it measures its start", measured),
        ("a home that is missing or read-only", homes),
        ("two copies at once", two),
        ("headless", lambda: done("vgsim", "run", SCENARIO, "--steps", "20", "--report", report)),
        ("the window", lambda: pictures(python, target, "window", "vgsim")),
        ("a file", lambda: pictures(python, target, "file", "vgsim", SCENARIO)),
        ("it is removed", remove),
        ("the archive is unpacked", unpack),
        ("it tests itself", lambda: warm(done(portable, "--self-test"))),
        ("the window", lambda: pictures(python, target, "portable", portable)),
    )
    with ExitStack() as stack:
        for name, step in steps:
            begun = time.monotonic()
            try:
                step()
            except BaseException:
                print(f"{name}: FAILED", flush=True)
                raise
            print(f"{name}: ok ({time.monotonic() - begun:.1f} s)", flush=True)
            if step is prepare:
                stack.enter_context(screen())
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
