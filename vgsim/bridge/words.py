"""Numbers, names and paragraphs of a script in Python."""

from __future__ import annotations

import textwrap

from vgsim.words.plain import plain

WIDTH = 96  # characters of a line


def number(value: float) -> str:
    """A number as Python reads it, with all its digits."""
    return repr(float(value))


def quoted(text: str, most: int = 200) -> str:
    """Text of a user, safe inside a remark or a docstring."""
    return plain(text, most).replace("\\", "/").replace('"', "'")


def remark(text: str, indent: int = 0) -> str:
    """Lines that Python does not read."""
    lead = " " * indent + "# "
    wrapped = textwrap.wrap(text, WIDTH - indent, initial_indent=lead, subsequent_indent=lead)
    return "\n".join(wrapped) + "\n"


def block(*lines: str, indent: int = 0) -> str:
    """These lines, indented; empty ones are left out."""
    return "".join(f"{' ' * indent}{line}\n" for line in lines if line)
