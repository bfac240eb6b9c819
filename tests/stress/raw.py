"""Byte mutations: a file as a bad disk, a bad editor or a bad connection leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

_ENCODINGS = (
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-7",
    "cp037",
    "utf-8-sig",
    "latin-1",
)
_DIGITS = b"0123456789.eE+-"


def mutated(content: bytes, random: Random, pieces: Sequence[bytes]) -> bytes:
    """The file with some bytes flipped, cut, repeated, or with `pieces` put between them."""
    text = bytearray(content)
    for _ in range(random.choice((1, 1, 1, 2, 4, 16))):
        if text:
            _change(text, random, pieces)
    return bytes(text)


def _change(text: bytearray, random: Random, pieces: Sequence[bytes]) -> None:
    place = random.randrange(len(text))
    match random.randrange(9):
        case 0:
            text[place] ^= 1 << random.randrange(8)
        case 1:
            text[place] = random.randrange(256)
        case 2:
            del text[place : place + random.choice((1, 2, 8, 64))]
        case 3:
            text[place:place] = random.randbytes(random.choice((1, 2, 4)))
        case 4:
            del text[place:]
        case 5:
            text[place:place] = random.choice(pieces)
        case 6:
            other = random.randrange(len(text))
            text[place:place] = text[other : other + random.choice((1, 8, 50))]
        case _:
            _replace_number(text, place, random.choice(pieces))


def _replace_number(text: bytearray, place: int, piece: bytes) -> None:
    """The next number of the file becomes something else."""
    while place < len(text) and not 48 <= text[place] <= 57:
        place += 1
    end = place
    while end < len(text) and text[end] in _DIGITS:
        end += 1
    text[place:end] = piece


def otherwise_encoded(content: bytes, random: Random) -> bytes:
    """The same text in another encoding, or with other line ends."""
    match random.randrange(4):
        case 0:
            return content.replace(b"\n", b"\r\n")
        case 1:
            return content.replace(b"\n", b"\r")
        case 2:
            return b"\xef\xbb\xbf" * random.choice((1, 2)) + content
    try:
        return content.decode("utf-8").encode(random.choice(_ENCODINGS))
    except UnicodeError:
        return content
