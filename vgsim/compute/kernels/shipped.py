"""Kernels that came with an installed program: copied to where kernels are kept, if they are whole.

They are never used where they lie: an installation may be read-only, and Numba writes to the
folder it reads from.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from threading import get_ident

FOLDER = Path(__file__).with_name("shipped")
LISTED = "manifest.sha256"
KEPT = ".kept"  # ends the name of a note that says a kernel is there


def sums(folder: Path) -> dict[str, str]:
    """The checksum of every kept kernel, by its name below the folder."""
    found = {}
    for path in sorted(folder.rglob("*.nb[ic]")):
        with suppress(FileNotFoundError):  # another copy of the program tidies up as well
            found[path.relative_to(folder).as_posix()] = _sum(path.read_bytes())
    return found


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def listed(folder: Path) -> dict[str, str]:
    """The checksums a finished warm-up has written down; none where that cannot be read."""
    try:
        text = (folder / LISTED).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = (line.split("  ", 1) for line in text.splitlines())
    return {pair[1]: pair[0] for pair in pairs if len(pair) == 2}


def write_list(folder: Path, found: dict[str, str]) -> None:
    """All or nothing, and whoever else does so at the same time."""
    replace(folder / LISTED, "\n".join(f"{sha}  {name}" for name, sha in found.items()).encode())


def replace(path: Path, content: bytes) -> None:
    """A file is there whole or not at all."""
    temporary = path.with_name(f".{path.name}-{os.getpid()}-{get_ident()}")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def adopt(folder: Path, build: str) -> bool:
    """Copy this build's kernels to `folder`; whether anything was copied.

    Raises:
        OSError: the folder cannot be written to.
    """
    source = FOLDER / build
    notes = [path.name for path in _files(source) if path.suffix == KEPT]
    if all((folder / name).exists() for name in notes):
        return False
    wanted, good = listed(source), listed(folder)
    for name, sha in wanted.items():
        if name in good:  # it may hold more by now than what came with the program
            continue
        try:
            content = (source / name).read_bytes()
        except OSError:
            continue
        if _sum(content) == sha:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            replace(target, content)
            good[name] = sha
    write_list(folder, good)
    if good.keys() >= wanted.keys():  # else nobody can say which kernels lack something
        for name in notes:
            (folder / name).touch()
    return True


def _files(folder: Path) -> list[Path]:
    """None where there is no such folder or nobody may look into it."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
