"""The descriptive texts of a scenario file, for the reader only; nothing is computed from them."""

from __future__ import annotations

from dataclasses import dataclass

from vgsim.describe.setting import setting

STAGES = {"network": "Network", "curves": "Curves", "both": "Both"}


@dataclass(frozen=True, slots=True)
class About:
    """Note and source of a scenario."""

    note: str = setting("", "Note", "One or two sentences about the experiment", (0, 1000))
    source: str = setting("", "Source", "Where the result it shows was published", (0, 300))

    stage: str | None = setting(None, "Stage", "What the middle of the window shows",
        choices=STAGES)  # fmt: skip

    @property
    def text(self) -> str:
        """Note and source in one line."""
        return f"{self.note} Source: {self.source}.".strip() if self.source else self.note
