"""Makes the Linux packages: a portable archive, and a .deb for Debian and Ubuntu."""

from __future__ import annotations

import gzip
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path

from trim import IDENTIFIER

from vgsim.version import VERSION

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
SIZES = (48, 128, 256)  # of the icon
_GLIBC = re.compile(rb"GLIBC_2\.(\d+)")


def wrap(dist: Path, work: Path) -> None:
    """Make the .tar.gz and, if dpkg-deb is installed, the .deb."""
    machine = platform.machine()
    program = dist / "vgsim"
    target = dist / f"vgsim-{VERSION}-linux-{machine}.tar.gz"
    with tarfile.open(target, "w:gz", compresslevel=6) as archive:
        archive.add(program, f"vgsim-{VERSION}", filter=_ours)
    print(f"{target.name}: {target.stat().st_size / 1e6:.0f} MB")
    if shutil.which("dpkg-deb"):
        package = dist / f"vgsim_{VERSION}_{ARCHITECTURES[machine]}.deb"
        _package(program, work, package)
        print(f"{package.name}: {package.stat().st_size / 1e6:.0f} MB")


def _ours(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Make a file of the archive owned by root and readable by everyone."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mode |= 0o444 | (0o111 if entry.isdir() or entry.mode & 0o100 else 0)
    entry.mode &= ~0o022
    return entry


def glibc(program: Path) -> str:
    """The oldest version of the C library that all files of the program can load with."""
    newest = 0
    for path in program.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.read_bytes()[:4] == b"\x7fELF":
            newest = max([newest, *map(int, _GLIBC.findall(path.read_bytes()))])
    return f"2.{newest}"


def _package(program: Path, work: Path, package: Path) -> None:
    root = work / "deb"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(program, root / "opt" / "vgsim", symlinks=True)
    values = {
        "@VERSION@": VERSION, "@GLIBC@": glibc(program),
        "@ARCHITECTURE@": ARCHITECTURES[platform.machine()],
        "@DATE@": time.strftime("%Y-%m-%d", time.gmtime()),
        "@SIZE@": str(_kilobytes(root)),
    }  # fmt: skip

    def put(source: str, target: str) -> Path:
        text = (HERE / "debian" / source).read_text("utf-8")
        for name, value in values.items():
            text = text.replace(name, value)
        path = root / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    put("control", "DEBIAN/control")
    share = root / "usr" / "share"
    put("vgsim.desktop", f"usr/share/applications/{IDENTIFIER}.desktop")
    put("vgsim.mime.xml", "usr/share/mime/packages/vgsim.xml")
    put("vgsim.metainfo.xml", f"usr/share/metainfo/{IDENTIFIER}.metainfo.xml")
    manual = put("vgsim.1", "usr/share/man/man1/vgsim.1")
    # without name and time, like gzip -n, so that equal content gives an equal file
    manual.with_suffix(".1.gz").write_bytes(gzip.compress(manual.read_bytes(), mtime=0))
    manual.unlink()
    _icons(share / "icons" / "hicolor", work / "vgsim" / "icons")
    (share / "doc" / "vgsim").mkdir(parents=True)
    shutil.copyfile(ROOT / "LICENSE", share / "doc" / "vgsim" / "copyright")
    with (share / "doc" / "vgsim" / "copyright").open("a", encoding="utf-8") as file:
        file.write("\nThe licenses of everything else: /opt/vgsim/_internal/resources/licenses\n")
    (root / "usr" / "bin").mkdir()
    (root / "usr" / "bin" / "vgsim").symlink_to("/opt/vgsim/vgsim")
    _permissions(root)
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", str(root), str(package)],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    shutil.rmtree(root)


def _icons(target: Path, drawn: Path) -> None:
    for size in SIZES:
        folder = target / f"{size}x{size}" / "apps"
        folder.mkdir(parents=True)
        shutil.copyfile(drawn / f"{size}.png", folder / f"{IDENTIFIER}.png")
    folder = target / "scalable" / "apps"
    folder.mkdir(parents=True)
    shutil.copyfile(ROOT / "resources/icons/vgsim.svg", folder / f"{IDENTIFIER}.svg")


def _kilobytes(folder: Path) -> int:
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(-(-path.stat().st_size // 4096) * 4 for path in found)


def _permissions(root: Path) -> None:
    """Let everyone read, only root write, and everyone run programs and enter folders."""
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or (os.access(path, os.X_OK) and path.stat().st_mode & 0o100)
            path.chmod(0o755 if runs else 0o644)


if __name__ == "__main__":
    wrap(Path(sys.argv[1]), Path(sys.argv[2]))
