"""Prints the glossary, or the entries for a term."""

from __future__ import annotations

import textwrap

from vgsim.cli.output import complain
from vgsim.words.glossary import GlossaryEntry, entries, entry_of, looked_up

_WIDTH = 88


def glossary(term: str) -> int:
    """Print the entry for a term, or all plain sentences if it is empty; returns the exit code."""
    if not term:
        print("\n".join(_wrapped(f"{each.term}: {each.plain}") for each in entries()))
        return 0
    found = looked_up(term)
    exact = [each for each in found if term.casefold() in map(str.casefold, each.terms)]
    if not found:
        complain(f"The glossary has no entry for {term!r}.")
        return 2
    print("\n\n".join(map(_written, exact or found)))
    return 0


def _written(entry: GlossaryEntry) -> str:
    related = [each.term for each in map(entry_of, entry.see) if each is not None]
    lines = [
        ", ".join(entry.terms), entry.plain, entry.precise,
        f"Source: {entry.source}" if entry.source else "",
        f"See also: {', '.join(related)}" if related else "",
    ]  # fmt: skip
    return "\n".join(_wrapped(line) for line in lines if line)


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, subsequent_indent="  ")
