"""Splits a formula into numbers, names and signs; refuses everything else where it stands."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Literal, NamedTuple

from vgsim.words.language import tr

LONGEST = 300  # characters of a formula
Kind = Literal["number", "name", "sign", "end"]
_NUMBER = re.compile(r"(?:[0-9]{1,40}\.?[0-9]{0,40}|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,6})?")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}|[πσΦ]")
_SIGNS = ("**", "<=", ">=", "+", "-", "*", "/", "^", "(", ")", ",", "<", ">")
_SAME = {"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "÷": "/", "≤": "<=", "≥": ">=",
         "²": "^2", "³": "^3"}  # fmt: skip


class FormulaError(ValueError):
    """What is wrong with a formula, and at which character.

    Attributes:
        position: index of the character, from 0; the length of the formula for its end.
        message: one sentence.
    """

    def __init__(self, position: int, message: str) -> None:
        super().__init__(message)
        self.position = position
        self.message = message


class Token(NamedTuple):
    """A piece of a formula."""

    kind: Kind
    text: str
    position: int
    value: float = 0.0


def tokens(text: str) -> list[Token]:
    """The pieces of a formula; the last one is its end.

    Raises:
        FormulaError: the formula is too long or has a character that means nothing here.
    """
    if len(text) > LONGEST:
        message = tr("The formula has %n character(s); {most} are allowed.", "", len(text),
                     most=LONGEST)  # fmt: skip
        raise FormulaError(LONGEST, message)
    found, place = [], 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        piece = _piece(text, place)
        found += piece[0]
        place += piece[1]
    return [*found, Token("end", "", len(text))]


def _piece(text: str, place: int) -> tuple[list[Token], int]:
    """The tokens that start here, and how many characters they take."""
    if number := _NUMBER.match(text, place):
        value = float(number[0])
        if math.isinf(value):
            raise FormulaError(place, tr("The number {number} is too large.", number=number[0]))
        return [Token("number", number[0], place, value)], len(number[0])
    if name := _NAME.match(text, place):
        return [Token("name", name[0], place)], len(name[0])
    for sign in _SIGNS:
        if text.startswith(sign, place):
            return [Token("sign", "^" if sign == "**" else sign, place)], len(sign)
    same = _SAME.get(text[place])
    if same is None:
        raise FormulaError(place, _refused(text[place]))
    if same[0] == "^":
        return [Token("sign", "^", place), Token("number", same[1], place, float(same[1]))], 1
    return [Token("sign", same, place)], 1


def _refused(character: str) -> str:
    if character == "=":
        return tr("A formula has no equals sign: write only what f(x) is.")
    if character == "|":
        return tr("Write abs(x) for the absolute value |x|.")
    if character == ".":
        return tr("A point must be part of a number, such as 0.5.")
    if character.isalpha():
        name = unicodedata.name(character, "").lower()
        return tr("The letter {letter} ({name}) has no meaning here; names use the letters a to z.",
                  letter=character, name=name)  # fmt: skip
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return tr("The character {character} has no meaning in a formula.", character=shown)
