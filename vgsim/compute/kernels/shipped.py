"""Copies the kernels that ship with an installed program to the cache, if they are undamaged.

They are not used in place, because an installation may be read-only and Numba writes to the
folder it reads from. They ship compressed, at less than half their size.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import get_ident

FOLDER = Path(__file__).with_name("shipped")
LISTED = "manifest.sha256"
KEPT = ".kept"  # suffix of the note that a kernel is in the cache
_PACKED = ".z"  # suffix of a compressed file


def sums(folder: Path) -> dict[str, str]:
    """Return the checksum of every cached kernel, by its path below the folder."""
    found = {}
    for path in sorted(folder.rglob("*.nb[ic]")):
        with suppress(FileNotFoundError):  # another copy of the program may delete it
            state = path.stat()
            written = state.st_ino, state.st_size, state.st_mtime_ns
            found[path.relative_to(folder).as_posix()] = _sum_of(path, written)
    return found


@lru_cache(maxsize=512)
def _sum_of(path: Path, written: tuple[int, int, int]) -> str:
    """Return a file's checksum; it is computed again once the file has been written again."""
    return _sum(path.read_bytes())


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def listed(folder: Path) -> dict[str, str]:
    """Return the checksums listed by the last finished warm-up; empty if unreadable."""
    try:
        text = (folder / LISTED).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = (line.split("  ", 1) for line in text.splitlines())
    return {pair[1]: pair[0] for pair in pairs if len(pair) == 2}


def write_list(folder: Path, found: dict[str, str]) -> None:
    """Write the list of checksums, atomically even against concurrent writers."""
    replace(folder / LISTED, "\n".join(f"{sha}  {name}" for name, sha in found.items()).encode())


def replace(path: Path, content: bytes) -> None:
    """Write a file atomically."""
    temporary = path.with_name(f".{path.name}-{os.getpid()}-{get_ident()}")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def pack(cached: Path, target: Path) -> None:
    """Write what is to ship of a finished cache folder: its kernels, their list and the notes.

    Args:
        cached: the folder of one build, as `cache` leaves it.
        target: the folder of the same name below `FOLDER`; created.

    Raises:
        OSError: a file cannot be read or written.
    """
    for name in listed(cached):
        packed = target / f"{name}{_PACKED}"
        packed.parent.mkdir(parents=True, exist_ok=True)
        packed.write_bytes(zlib.compress((cached / name).read_bytes(), 9))
    target.mkdir(parents=True, exist_ok=True)
    (target / LISTED).write_bytes((cached / LISTED).read_bytes())
    for note in cached.glob(f"*{KEPT}"):
        (target / note.name).touch()


def adopt(folder: Path, build: str) -> bool:
    """Copy this build's shipped kernels to `folder`; return whether there was anything to copy.

    Raises:
        OSError: the folder cannot be written to.
    """
    source = FOLDER / build
    notes = [path.name for path in _files(source) if path.suffix == KEPT]
    if all((folder / name).exists() for name in notes):
        return False
    wanted, good = listed(source), listed(folder)
    for name, sha in wanted.items():
        if name in good:  # the cached file may hold more than the shipped one
            continue
        try:
            content = zlib.decompress((source / f"{name}{_PACKED}").read_bytes())
        except (OSError, zlib.error):
            continue
        if _sum(content) == sha:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            replace(target, content)
            good[name] = sha
    write_list(folder, good)
    if good.keys() >= wanted.keys():  # else it is unknown which kernels are incomplete
        for name in notes:
            (folder / name).touch()
    return True


def _files(folder: Path) -> list[Path]:
    """Return the folder's files; empty if it does not exist or cannot be read."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
