"""How far a long piece of work is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Progress:
    """The newest picture of a work, and whether more will come."""

    picture: Any = None
    over: bool = False
    error: Exception | None = None
