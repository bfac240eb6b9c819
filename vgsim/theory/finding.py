"""The answer to one question about a network: a state, how serious it is, and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["good", "warn", "bad"]
SERIOUS: dict[Severity, int] = {"good": 0, "warn": 1, "bad": 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """`sentence` ends with a full stop."""

    state: str
    severity: Severity
    sentence: str
