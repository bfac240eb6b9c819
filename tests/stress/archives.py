"""Damaged last runs: flipped bits, cut files, replaced arrays, archives of gigabytes."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.stress.trees import any_value
from vgsim.compute.kernels import twin
from vgsim.compute.learning.training import Trainer
from vgsim.describe.codec import decode
from vgsim.files.last_run import save

_EXPERIMENT = """{"format":"vgsim/1","data":{"name":"moons","batch_size":16},"lanes":[
  {"network":{"depth":3,"width":4}},{"network":{"depth":2,"width":4,"activation":"relu"}}]}"""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_HEADER = b"\x93NUMPY\x01\x00v\x00"
_BROKEN = (  # instead of an array
    b"", b"\x93NUMPY", _HEADER + b"[" * 118, b"\x93NUMPY\x03\x00\xff\xff\xff\xff" + b"(" * 3000,
    _HEADER + b"{'descr':'<f8','fortran_order':False,'shape':(99999999999,)}".ljust(117) + b"\n",
    _HEADER + b"{'descr':'|O','fortran_order':False,'shape':(1,)}".ljust(117) + b"\n\x80\x04N.",
    _HEADER + b"{'descr':'<f8','fortran_order':False,'shape':(-1,)}".ljust(117) + b"\n",
)  # fmt: skip
_ABOUTS = (
    "[]", "{}", "null", '"', "[" * 5000, '{"format":"vgsim-run/1"}',
    '{"format":"vgsim-run/1","known":5,"experiment":5}',
    '{"format":"vgsim-run/1","known":NaN,"experiment":"{}"}',
    '{"format":"vgsim-run/1","known":1,"experiment":"{\\"format\\":\\"vgsim/²\\",\\"lanes\\":[{}]}"}',
)  # fmt: skip


@cache
def kept_run() -> bytes:
    """A short run as the program keeps it."""
    trainer = Trainer(decode(_EXPERIMENT), engine=twin())
    trainer.advance(120)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "last_run.npz")
        save(path, trainer)
        return path.read_bytes()


@cache
def _arrays() -> dict[str, NDArray[Any]]:
    with np.load(io.BytesIO(kept_run())) as archive:
        return {name: archive[name] for name in archive.files}


def mutated(content: bytes, random: Random) -> bytes:
    """One damaged run."""
    match random.randrange(5):
        case 0 | 1:
            return _flipped(content, random)
        case 2:
            return _packed(_replaced(random), random)
        case 3:
            return _other_about(random)
    return _bomb(random) if random.random() < 0.02 else _packed({}, random)


def _flipped(content: bytes, random: Random) -> bytes:
    """Bits flipped, most often in the directory at the end; sometimes the end cut off."""
    damaged = bytearray(content)
    directory = content.rindex(b"PK\x05\x06") - 2000
    for _ in range(random.choice((1, 1, 1, 4, 30))):
        first = max(directory, 0) if random.random() < 0.5 else 0
        damaged[random.randrange(first, len(damaged))] ^= 1 << random.randrange(8)
    return bytes(damaged[: random.randrange(len(damaged))] if random.random() < 0.2 else damaged)


def _replaced(random: Random) -> dict[str, bytes]:
    """One array of another shape, type or content."""
    name = random.choice(list(_arrays()))
    old = _arrays()[name]
    other = random.choice((
        np.array(np.nan), np.array(np.inf), np.array(-5), np.array(2**62), np.array([1, 2]),
        np.array("x"), np.array(b"x"), np.array(1j), np.zeros(0), np.zeros((2, 2, 2, 2)),
        np.array([[]]), old[..., None], old.ravel()[:-1], np.full_like(old, 0),
        old.astype("f2") if old.dtype.kind == "f" else old.astype("S"),
        np.full_like(old, np.nan) if old.dtype.kind == "f" else np.repeat(old, 2),
    ))  # fmt: skip
    return {name: _saved(other)}


def _other_about(random: Random) -> bytes:
    about = json.loads(str(_arrays()["about"]))
    about[random.choice(list(about))] = any_value(random)
    text = random.choice((json.dumps(about), json.dumps(about), random.choice(_ABOUTS)))
    return _packed({"about": _saved(np.array(text.replace("\0", "")))}, random)


def _packed(changed: dict[str, bytes], random: Random) -> bytes:
    """The run as an archive, with some members replaced, missing, renamed or broken."""
    members = {name: _saved(array) for name, array in _arrays().items()} | changed
    name = random.choice(list(members))
    match random.randrange(8) if not changed else 9:
        case 0:
            del members[name]
        case 1:
            members["../" + name] = members.pop(name)
        case 2:
            members[name] += b"x"
        case 3 | 4:
            members[name] = random.choice(_BROKEN)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", random.choice(_METHODS)) as archive:
        for each, content in members.items():
            archive.writestr(f"{each}.npy", content)
    content = buffer.getvalue()
    return _flipped(content, random) if random.random() < 0.3 else content


def _bomb(random: Random) -> bytes:
    """A small archive with an array of a hundred megabytes or more."""
    size = random.choice((100, 400, 1000)) * 2**20
    name = random.choice(("about", "step", "0/known", "zeros"))
    head = b"{'descr':'|u1','fortran_order':False,'shape':(%d,)}" % size
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(f"{name}.npy", "w", force_zip64=True) as file,
    ):
        file.write(_HEADER + head.ljust(117) + b"\n")
        for _ in range(size >> 20):
            file.write(bytes(2**20))
    return buffer.getvalue()


def _saved(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()
