"""The descriptive texts of a scenario file, for the reader only; nothing is computed from them."""

from __future__ import annotations

from dataclasses import dataclass

from vgsim.describe.setting import setting
from vgsim.words.language import tr
from vgsim.words.stages import STAGES


@dataclass(frozen=True, slots=True)
class About:
    """Note and source of a scenario, and the views on its stage (None: the default)."""

    note: str = setting("", tr("Note"), tr("One or two sentences about the experiment"), (0, 1000))
    source: str = setting("", tr("Source"), tr("Where the result it shows was published"), (0, 300))
    stage: str | None = setting(
        None, tr("Stage"), tr("What the middle of the window shows"), choices=STAGES
    )

    @property
    def text(self) -> str:
        """Note and source in one line."""
        source = tr("Source: {source}.", source=self.source) if self.source else ""
        return f"{self.note} {source}".strip()
