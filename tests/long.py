"""Cases that only `pytest --long` runs: further seeds, sizes and moments of what others check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def longer(cases: Iterable[Any]) -> list[Any]:
    """These values of a parameter, each as a case that only `--long` runs."""
    return [pytest.param(each, marks=pytest.mark.long) for each in cases]


def every(step: int, cases: Iterable[Any]) -> list[Any]:
    """All values of a parameter; only the first and every `step`-th after it run by default."""
    return [each if index % step == 0 else longer([each])[0] for index, each in enumerate(cases)]
