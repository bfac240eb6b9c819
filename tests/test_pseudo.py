"""The language for tests keeps what is no word, and tells what is not in it."""

from __future__ import annotations

import pytest

from tests.pseudo import CLOSE, OPEN, outside, pseudo, translate, values


@pytest.mark.parametrize(
    "kept", ["{layer}", "%n", "<b>", "</span>", "&amp;", "%", "·10⁻¹³", "\n", "\t", "**", "…"]
)
def test_what_is_no_word_is_kept(kept: str) -> None:
    assert kept in pseudo(f"Layer {kept} of them")


def test_words_are_accented_and_longer() -> None:
    text = "Every update in between is recomputed exactly"
    assert not set(pseudo(text)) & set("abcdefghijklmnopqrstuvwxyz")
    assert 1.35 < len(pseudo(text)) / len(text) < 1.6


def test_the_mnemonic_stays_in_front_of_a_letter() -> None:
    found = pseudo("&File")
    assert found[found.index("&") + 1].isalpha()


def test_placeholders_can_be_filled() -> None:
    assert "20" in pseudo("Layer {layer}").format(layer=20)


@pytest.mark.parametrize(("n", "plural"), [(1, False), (2, True)])
def test_plurals(n: int, plural: bool) -> None:
    found = translate("%n unit(s)", "", n)
    assert found.startswith(f"{OPEN}%n")
    assert ("š" in found) == plural
    assert "(" not in found


def test_outside_is_what_did_not_come_from_it() -> None:
    inner = pseudo("Layer {layer}").format(layer="ReLU")
    assert outside(f"Sigmoid: {inner}, and") == "Sigmoid: , and"
    assert outside(f"{OPEN}{inner} {inner}{CLOSE}") == ""
    assert outside(inner[:-2] + "…") == "", "cut at its end"
    assert outside("abc" + CLOSE + " rest") == " rest", "cut at its beginning"


def test_values_are_what_was_filled_in() -> None:
    assert values(pseudo("Layer {layer} of").format(layer="ReLU")).split() == ["ReLU"]
