"""Writes arrays in the safetensors format: a length, a header in JSON, then the numbers.

The library of this name would add a compiled module of 1.4 MB and a license to the installed
program, for what these few lines do. Its reader opens the files in the tests.

Source: https://github.com/huggingface/safetensors, section "Format".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAMES = {"float64": "F64", "float32": "F32", "int64": "I64"}
ALIGNED = 8  # bytes: the numbers begin at a multiple of it


def safetensors(arrays: Mapping[str, NDArray[Any]], about: Mapping[str, str]) -> bytes:
    """The content of a file with these arrays.

    Args:
        arrays: by name; their types are those of `NAMES`.
        about: short notes, which are stored next to the arrays.
    """
    header: dict[str, Any] = {"__metadata__": dict(about)}
    parts, end = [], 0
    for name, array in arrays.items():
        part = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False)
        start, end = end, end + part.nbytes
        header[name] = {
            "dtype": NAMES[array.dtype.name], "shape": list(array.shape),
            "data_offsets": [start, end],
        }  # fmt: skip
        parts.append(part.tobytes())
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % ALIGNED)
    return b"".join([len(text).to_bytes(8, "little"), text, *parts])
