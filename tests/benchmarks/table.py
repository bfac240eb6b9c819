"""The table format of benchmarks with peers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PeerTable:
    """Text columns, then a column for each peer with milliseconds [times ours], then remarks."""

    columns: Mapping[str, str]  # heading -> alignment and width, as in "<22"
    peers: Mapping[str, str]  # name -> heading
    remarks: str = ""  # heading of the remarks
    digits: int = 3  # decimals of milliseconds

    def head(self) -> None:
        """Print the headings."""
        self._print(list(self.columns), list(self.peers.values()), self.remarks)

    def row(self, words: Sequence[str], times: Mapping[str, float], remarks: Iterable[str]) -> None:
        """Print a row: the text columns, and the peers' `times` in seconds."""
        cells = [
            f"{self.milliseconds(times[name]):>7} [{times[name] / times['ours']:5.1f}]"
            if name in times
            else "-"
            for name in self.peers
        ]
        self._print(words, cells, "; ".join(remarks))

    def milliseconds(self, seconds: float) -> str:
        """A time in milliseconds, formatted for this table."""
        return f"{seconds * 1e3:.{self.digits}f}"

    def _print(self, words: Sequence[str], cells: Sequence[str], remarks: str) -> None:
        left = [f"{word:{how}}" for word, how in zip(words, self.columns.values(), strict=True)]
        line = " ".join([*left, *(f"{cell:>15}" for cell in cells)])
        print(f"{line}  {remarks}".rstrip(), flush=True)
