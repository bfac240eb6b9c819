"""What does a scenario file say about itself? Words for a person; nothing is computed from them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """The words of a scenario."""

    note: str = ""
    source: str = ""  # where its result was published

    @property
    def text(self) -> str:
        """All of it as one line."""
        return f"{self.note} Source: {self.source}.".strip() if self.source else self.note
