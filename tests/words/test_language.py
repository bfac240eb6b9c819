"""Texts in the language of the program: placeholders, plurals, translators."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from vgsim.words.language import tr, use


@pytest.fixture
def german() -> Iterator[None]:
    words = {
        ("Layer {layer} of {depth}", "", None): "{depth} Schichten, davon die {layer}.",
        ("%n unit(s)", "", 1): "%n Einheit",
        ("%n unit(s)", "", 3): "%n Einheiten",
        ("Close", "a window", None): "Schließen",
    }
    use(lambda text, about, n: words.get((text, about, n)))
    yield
    use(None)


def test_english_needs_no_translator() -> None:
    assert tr("Layer {layer} of {depth}", layer=2, depth=20) == "Layer 2 of 20"
    assert tr("a set {a, b}") == "a set {a, b}"


@pytest.mark.parametrize(("n", "text"), [(0, "0 units"), (1, "1 unit"), (2, "2 units")])
def test_english_plurals(n: int, text: str) -> None:
    assert tr("%n unit(s)", "", n) == text


def test_a_translation_may_change_the_order(german: None) -> None:
    assert tr("Layer {layer} of {depth}", layer=2, depth=20) == "20 Schichten, davon die 2."


def test_a_translator_chooses_the_plural(german: None) -> None:
    assert [tr("%n unit(s)", "", n) for n in (1, 3)] == ["1 Einheit", "3 Einheiten"]


def test_what_a_text_is_about_tells_meanings_apart(german: None) -> None:
    assert tr("Close", "a window") == "Schließen"
    assert tr("Close") == "Close"
