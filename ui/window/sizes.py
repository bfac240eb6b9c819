"""The sizes that the user gave to the parts of the window, for each kind of type of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ui.settings import MOST_SIZES

WHOLE = 1000  # parts are kept as fractions of this


class Sizes:
    """Keeps relative sizes of columns, diagrams and stage; large type has its own."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, ...]] = {}
        self.large = False  # whether the type is that for a projector

    def adopt(self, known: Mapping[str, Sequence[int]]) -> None:
        """Take over the sizes of the last start."""
        self._known = {part: tuple(sizes) for part, sizes in known.items()}

    @property
    def known(self) -> dict[str, tuple[int, ...]]:
        """All sizes that the user has chosen."""
        return dict(self._known)

    def of(self, part: str, count: int) -> tuple[int, ...] | None:
        """The relative sizes that the user gave to a part of the window; None: not yet.

        Args:
            part: "columns", "diagrams", "stage" or "stage across".
            count: how many sizes it has now.
        """
        sizes = self._known.get(self._key(part, count))
        if sizes is None or len(sizes) != count or min(sizes) <= 0:
            return None
        return sizes

    def note(self, part: str, sizes: Sequence[int]) -> None:
        """Keep the sizes, in pixels, that the user has just given."""
        whole = sum(sizes)
        if whole > 0 and min(sizes) > 0:
            parts = tuple(max(round(WHOLE * size / whole), 1) for size in sizes)
            self._known[self._key(part, len(sizes))] = parts

    def _key(self, part: str, count: int) -> str:
        kind = "projector" if self.large else "desktop"
        return f"{part} {count} {kind}"


assert MOST_SIZES >= 2 * 6  # two kinds of type; columns, two stages, one, two or three diagrams
