"""A file that can be read, and what a faulty one is refused with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vgsim.describe.codec import decode
from vgsim.describe.errors import SpecError

GOOD = {"format": "vgsim/1", "lanes": [{"network": {}}]}


def faults(raw: object) -> dict[str, str]:
    text = raw if isinstance(raw, str | bytes) else json.dumps(raw)
    with pytest.raises(SpecError) as caught:
        decode(text, Path())
    for fault in caught.value.faults:
        words = str(fault)
        assert len(words) <= 300
        assert "Traceback" not in words
        assert "Error" not in words
    return {fault.path: str(fault) for fault in caught.value.faults}
