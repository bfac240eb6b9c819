"""The glossary: every symbol and word on the screen, in one plain and one precise sentence.

The entries are in `resources/help/glossary.json`; tooltips, the help, `vgsim glossary` and the
table in `README.md` show them. To add one, add it to that file. The texts are data in English,
which `lupdate` does not see: a translation is another file of the same form.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from resources import find

_REQUIRED = ("id", "terms", "plain", "precise")
_LISTS = ("terms", "see", "names")


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A term, what it means, and where that comes from.

    Attributes:
        id: unique key, lower case, used by links and tooltips.
        terms: spellings on the screen, the headword first.
        plain: one sentence that a sixteen-year-old understands.
        precise: the definition, with its formula.
        source: paper, year and equation; empty if it needs none.
        see: ids of related entries.
        names: measures, states, settings and parts of the program that this entry explains, such
            as "update_ratio", "vanishing", "dropout" or "initializer.lsuv".
    """

    id: str
    terms: tuple[str, ...]
    plain: str
    precise: str
    source: str = ""
    see: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def term(self) -> str:
        """The headword."""
        return self.terms[0]

    def matches(self, text: str) -> bool:
        """Whether each word of the text occurs in the entry, in any case."""
        every = " ".join((*self.terms, self.plain, self.precise, self.source)).casefold()
        return all(word in every for word in text.casefold().split())


@cache
def entries() -> tuple[GlossaryEntry, ...]:
    """All entries, sorted by headword: words first, then symbols."""
    found = parse(find("help/glossary.json").read_text("utf-8"))
    return tuple(sorted(found, key=lambda e: (not e.term[0].isascii(), e.term.casefold())))


@cache
def _by_name() -> dict[str, GlossaryEntry]:
    return {name: entry for entry in entries() for name in (entry.id, *entry.names)}


def entry_of(name: str) -> GlossaryEntry | None:
    """The entry with this id, or the one that explains this name; None if there is none.

    A dotted path is looked up from its last part on: "network.dropout" is "dropout", but
    "initializer.lsuv" is the entry that has this name.
    """
    return _by_name().get(name) or _by_name().get(name.rpartition(".")[2])


def looked_up(text: str) -> list[GlossaryEntry]:
    """The entries for a text that a user types: exact terms first, then headwords, then texts."""
    wanted = text.strip().casefold()

    def rank(entry: GlossaryEntry) -> int:
        terms = [term.casefold() for term in entry.terms]
        if wanted in (entry.id, *terms):
            return 0
        return 1 if any(term.startswith(wanted) for term in terms) else 2

    return sorted((entry for entry in entries() if entry.matches(text)), key=rank)


def parse(text: str) -> tuple[GlossaryEntry, ...]:
    """Read and check entries.

    Args:
        text: JSON, a list of objects with the fields of `GlossaryEntry`.

    Raises:
        ValueError: names every fault, one line each.
    """
    rows: list[dict[str, Any]] = json.loads(text)
    faults = [fault for row in rows for fault in _faults_of(row)]
    if faults:
        raise ValueError("\n".join(faults))
    found = tuple(
        GlossaryEntry(**row | {key: tuple(row.get(key, ())) for key in _LISTS}) for row in rows
    )
    faults = list(_clashes(found))
    if faults:
        raise ValueError("\n".join(faults))
    return found


def _faults_of(row: dict[str, Any]) -> Iterator[str]:
    where = f"glossary entry {row.get('id')!r}"
    for key in _REQUIRED:
        if not row.get(key):
            yield f"{where}: {key} is missing"
    for key in row.keys() - set(GlossaryEntry.__slots__):
        yield f"{where}: {key!r} is no field"
    for key in _LISTS:
        value = row.get(key, [])
        if not (isinstance(value, list) and all(each and isinstance(each, str) for each in value)):
            yield f"{where}: {key} is not a list of texts"
    for key in ("plain", "precise"):
        if not str(row.get(key, ".")).endswith("."):
            yield f"{where}: {key} does not end with a period"


def _clashes(found: tuple[GlossaryEntry, ...]) -> Iterator[str]:
    owners: dict[str, str] = {}
    for entry in found:
        for name in dict.fromkeys((entry.id, *entry.names)):
            if name in owners:
                yield f"glossary entries {owners[name]!r} and {entry.id!r} both explain {name!r}"
            owners[name] = entry.id
    ids = {entry.id for entry in found}
    for entry in found:
        for other in entry.see:
            if other not in ids or other == entry.id:
                yield f"glossary entry {entry.id!r}: there is no other entry {other!r} to see"
