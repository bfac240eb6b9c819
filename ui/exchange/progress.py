"""Progress of a long computation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Progress:
    """The newest picture of a computation, and whether it has ended or failed."""

    picture: Any = None
    over: bool = False
    error: Exception | None = None
