"""Formulas: every command that is allowed is drawn, every other one is refused by the reader."""

from __future__ import annotations

import pytest

from tests.teach.conftest import HEAD, STEP
from vgsim.describe.errors import SpecError
from vgsim.teach.reader import read_lesson
from vgsim.teach.tex_commands import ALONE, ENVIRONMENTS, KNOWN, ONES, STRUCTURE, TWOS
from vgsim.teach.typeset import svg, typeset_fault

STRUCTURED = [
    r"\left( \frac{a}{b} \middle| c \right)", r"\big( \Big( \bigg( \Bigg( x",
    *(rf"\begin{{{name}}} a & b \\ c & d \end{{{name}}}" for name in ENVIRONMENTS),
]  # fmt: skip


def ink(tex: str) -> int:
    """How much is drawn: the length of all paths."""
    assert typeset_fault(tex) == "", tex
    drawing = svg(tex, block=True)
    return sum(len(part.split('"')[0]) for part in drawing.split(' d="')[1:]) + drawing.count(
        "<rect"
    )


@pytest.mark.parametrize("name", ALONE)
def test_a_symbol_is_drawn(name: str) -> None:
    assert ink(rf"x \{name} y") > ink("x y")


@pytest.mark.parametrize("name", ONES)
def test_a_command_with_an_argument_changes_the_drawing(name: str) -> None:
    assert svg(rf"\{name}{{R}}", block=True) != svg("R", block=True) or name == "mathit"
    assert ink(rf"\{name}{{R}}") > 0


@pytest.mark.parametrize("name", TWOS)
def test_a_command_with_two_arguments_draws_both(name: str) -> None:
    both = ink(rf"\{name}{{a}}{{b}}")
    assert both > max(ink("a"), ink("b"))


@pytest.mark.parametrize("tex", STRUCTURED)
def test_structures_are_drawn(tex: str) -> None:
    assert ink(tex) > ink("a")


def test_every_structure_is_tried() -> None:
    text = " ".join(STRUCTURED)
    assert all(f"\\{name}" in text for name in STRUCTURE.split())
    assert "quad" in KNOWN


def faults(formula: str) -> str:
    text = STEP.replace("[[step]]", f"[[step]]\nformula = ['{formula}']", 1)
    with pytest.raises(SpecError) as refused:
        read_lesson(HEAD + text)
    return str(refused.value)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (r"\sigmoid(z)", r"\sigmoid"),
        (r"\frak{x} + 1", r"\frak"),
        (r"\def\x{1}", r"\def"),
        (r"\color{red}{x}", r"\color"),
        (r"\phantom{x}", r"\phantom"),
        (r"\begin{tikz} x \end{tikz}", "tikz"),
        (r"\sigmma(z)", r"did you mean \sigma"),
    ],
)
def test_the_reader_refuses_what_cannot_be_drawn(formula: str, said: str) -> None:
    told = faults(formula)
    assert said in told
    assert "step[0].formula" in told


def test_a_character_that_the_font_does_not_have_is_a_fault() -> None:
    assert "漢" in typeset_fault("x + 漢")
    assert typeset_fault("x + é") == ""
