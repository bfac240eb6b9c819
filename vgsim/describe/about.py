"""The descriptive texts of a scenario file, for the reader only; nothing is computed from them."""

from __future__ import annotations

from dataclasses import dataclass

from vgsim.describe.setting import setting
from vgsim.words.language import tr
from vgsim.words.scenarios import COMPARED, GROUPS, PANELS
from vgsim.words.stages import STAGES


@dataclass(frozen=True, slots=True)
class About:
    """Note, source and group of a scenario, and what the window shows first."""

    note: str = setting("", tr("Note"), tr("One or two sentences about the experiment"), (0, 1000))
    source: str = setting("", tr("Source"), tr("Publication that reported the result"), (0, 300))
    group: str | None = setting(
        None, tr("Group"), tr("Group in the list of scenarios"), choices=GROUPS
    )
    updates: int = setting(
        0, tr("Updates"), tr("Updates after which its result can be seen; 0: in the first pass"),
        (0, 10_000_000),
    )  # fmt: skip
    # None: the scenario leaves it as it is
    stage: str | None = setting(
        None, tr("Stage"), tr("What the middle of the window shows"), choices=STAGES
    )
    panel: str | None = setting(
        None, tr("Panel"), tr("The panel that comes to the front"), choices=PANELS
    )
    measure: str | None = setting(
        None, tr("Compared"),
        tr("What the headline compares; null: the gradient at the first layer or step"),
        choices=COMPARED,
    )  # fmt: skip
    layer: int = setting(
        1, tr("Layer"), tr("The layer or time step that is selected first"), (1, 100_000),
        (1, 100),
    )  # fmt: skip

    @property
    def text(self) -> str:
        """Note and source in one line."""
        source = tr("Source: {source}.", source=self.source) if self.source else ""
        return f"{self.note} {source}".strip()
