"""Small tables as the bytes of a file."""

from __future__ import annotations

from collections.abc import Callable

COUNT = 60


def table(
    row: Callable[[int], str], head: str = "a,b,y", count: int = COUNT, *, end: str = "\n"
) -> bytes:
    """A table with one row for each number."""
    lines = ([head] if head else []) + [row(number) for number in range(count)]
    return "".join(f"{line}{end}" for line in lines).encode()


def size(k: int) -> float:
    return 1 + k * 37 % 101 / 100


def plain(k: int) -> str:
    return f"{size(k):.2f},{size(k + 7):.2f},{k % 2}"


def changed(line: int, text: str, content: bytes | None = None) -> bytes:
    """A table with this line replaced."""
    lines = (content or table(plain)).decode().split("\n")
    lines[line - 1] = text
    return "\n".join(lines).encode()
