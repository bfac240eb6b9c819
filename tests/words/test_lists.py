"""How several things are named in a sentence."""

from __future__ import annotations

import pytest

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
