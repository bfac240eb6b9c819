"""Names joined to one phrase."""

from __future__ import annotations

import pytest

from vgsim.words.language import use
from vgsim.words.lists import alternatives, first_few, listed


@pytest.mark.parametrize(
    ("names", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_all_are_named(names: list[str], text: str) -> None:
    assert listed(names) == text
    assert alternatives(names) == text.replace("and", "or")


def test_of_many_the_first_are_named() -> None:
    assert first_few(["a", "b"], 2) == "a, b"
    assert first_few(["a", "b", "c", "d"], 2) == "a, b and 2 more"
    assert first_few(["a", "b", "c"], 2, comma=True) == "a, b, and 1 more"


def test_a_language_has_its_own_lists() -> None:
    words = {
        "{names}, {next}": "{names}、{next}",
        "{names} and {last}": "{names}と{last}",
        "{names} and %n more": "{names}ほか%n個",
    }
    use(lambda text, about, n: words.get(text))
    try:
        assert listed(["a", "b", "c"]) == "a、bとc"
        assert first_few(["{a}", "b", "c", "d"], 2) == "{a}、bほか2個"
    finally:
        use(None)
