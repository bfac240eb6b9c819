"""Fixed tables of named entries, with a suggestion for misspelled names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """What every entry of a registry has: a name."""

    @property
    def name(self) -> str:
        """The key of the entry, as written in files."""
        ...


Entry = TypeVar("Entry", bound=Named)


class UnknownName(KeyError):
    """A name without an entry. `nearest` is the name that was probably meant, or None."""

    def __init__(self, name: str, nearest: str | None, allowed: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.nearest = nearest
        self.allowed = allowed

    def __str__(self) -> str:
        hint = f"; did you mean {self.nearest}?" if self.nearest else ""
        return f"{self.name!r} is not one of {', '.join(self.allowed)}{hint}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that an entry depends on. `name` is the setting that holds it and has its bounds."""

    name: str
    label: str
    default: float
    slider_low: float
    slider_high: float
    help: str
    logarithmic: bool = False
    title: str = ""  # the label at the start of a line, where that differs

    @property
    def heading(self) -> str:
        """The label as it begins a line."""
        return self.title or self.label


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry that is only a name with its description."""

    name: str
    label: str
    formula: str
    origin: str
    teaches: str


class Registry(Mapping[str, Entry], Generic[Entry]):
    """A read-only mapping from name to entry, in the order given."""

    def __init__(self, *entries: Entry) -> None:
        self._entries = {entry.name: entry for entry in entries}
        if len(self._entries) != len(entries):
            raise ValueError("two entries of one name")

    def __getitem__(self, name: str) -> Entry:
        try:
            return self._entries[name]
        except KeyError:
            raise UnknownName(name, self.nearest(name), tuple(self._entries)) from None

    def __contains__(self, name: object) -> bool:
        return name in self._entries  # no search for the most similar name, as for an error

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def nearest(self, name: str) -> str | None:
        """The name with the most similar spelling, or None."""
        plain = name.strip().lower().replace("-", "_").replace(" ", "_")
        close = get_close_matches(plain, self._entries, n=1, cutoff=0.6)
        return close[0] if close else None
