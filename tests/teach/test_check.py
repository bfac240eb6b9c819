"""The check of a lesson: what is true passes, and what is made false on purpose does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.teach.conftest import HEAD
from vgsim.teach.check import Checked, check
from vgsim.teach.keys import AnswerKey, fitted_slope, is_right, key_of
from vgsim.teach.lesson import Lesson, Question
from vgsim.teach.outcome import near
from vgsim.teach.reader import read_lesson
from vgsim.teach.runs import Runs
from vgsim.teach.sentences import filled

Made = Callable[..., Lesson]
CLAIM = """
[[step.claim]]
say = "Layer 1 gets {value}."
quantity = "gradient"
layer = 1
than = { layer = "last" }
"""
OPTIONS = """
[step.question]
kind = "choice"
ask = "Which verdict?"
[[step.question.option]]
text = "It vanishes."
right_when = { quantity = "verdict", is = ["mild", "vanishing"] }
answer = "Yes."
[[step.question.option]]
text = "It explodes."
right_when = { quantity = "verdict", is = "exploding" }
answer = "No."
misconception = "Deep networks explode."
try = { updates = 5 }
"""
CHALLENGE = """
[goal]
say = "Make it arrive."
when = { quantity = "decades", over = -1 }
allowed = ["lanes.0.network"]
at_most = 2
hints = ["Look at the slopes."]
[[solution]]
title = "Tanh"
edits = { "lanes.0.network.activation" = "tanh" }
"""


def faults(found: tuple[Checked, ...]) -> list[str]:
    return [each.fault for each in found]


def test_a_true_claim_and_one_that_is_made_false(lesson: Made, runs: Runs) -> None:
    (true,) = check(lesson(CLAIM + "under = 0.1"), runs)
    assert true.fault == ""
    assert true.numbers[0].count("·10") == 3  # a number of each seed
    assert true.say.startswith("Layer 1 gets ")
    assert "{" not in true.say
    (false,) = check(lesson(CLAIM + "over = 0.1"), runs)
    assert "false" in false.fault


def test_a_claim_has_to_be_true_on_every_seed(lesson: Made, runs: Runs) -> None:
    made = lesson(CLAIM + "under = 0.1")
    (held,) = made.steps[0].claims[0].conditions
    assert held.than is not None
    ratios = sorted(
        float(runs.value(held.reading, seed)) / float(runs.value(held.than, seed))  # type: ignore[arg-type]
        for seed in (0, 1, 2)
    )
    (between,) = check(lesson(CLAIM + f"under = {(ratios[1] + ratios[2]) / 2}"), runs)
    assert between.fault != ""
    (above,) = check(lesson(CLAIM + f"under = {ratios[2] * 1.01}"), runs)
    assert above.fault == ""


def test_exactly_one_option_is_right(lesson: Made, runs: Runs) -> None:
    assert faults(check(lesson(OPTIONS), runs)) == [""]
    both = OPTIONS.replace('is = "exploding"', 'is = ["mild", "vanishing"]')
    assert "exactly one" in faults(check(lesson(both), runs))[0]
    none = OPTIONS.replace('is = ["mild", "vanishing"]', 'is = "healthy"')
    assert "exactly one" in faults(check(lesson(none), runs))[0]


@pytest.mark.parametrize("missing", ["misconception", "try"])
def test_a_wrong_option_needs_more(lesson: Made, runs: Runs, missing: str) -> None:
    kept = [line for line in OPTIONS.splitlines() if not line.startswith(missing)]
    assert missing in faults(check(lesson("\n".join(kept)), runs))[0]


def question(lesson: Made, lines: str) -> Question:
    found = lesson("[step.question]\nask = 'x'\n" + lines).steps[0].question
    assert found is not None
    return found


def test_the_layer_that_is_asked_for(lesson: Made, runs: Runs) -> None:
    lines = 'kind = "layer"\nquantity = "gradient"\nwhich = '
    first = question(lesson, lines + '"smallest"')
    key = key_of(first, runs)
    assert key.right == {1}
    assert len(key.values) == 6
    assert is_right(first, key, 1)
    assert not is_right(first, key, 6)
    assert key_of(question(lesson, lines + '"largest"'), runs).right == {6}
    bound = (key.values[2] * key.values[3]) ** 0.5
    over = question(lesson, f'{lines}"first_over"\nbound = {bound}')
    assert key_of(over, runs).right == {4}
    never = question(lesson, f'{lines}"first_over"\nbound = 1e9')
    assert key_of(never, runs).right == frozenset()


def test_a_number_within_its_tolerance(lesson: Made, runs: Runs) -> None:
    lines = 'kind = "number"\nquantity = "function_slope"\nat = 0\ntolerance = 0.02'
    asked = question(lesson, lines)
    key = key_of(asked, runs)
    assert key.values == (0.25,)
    assert is_right(asked, key, 0.26)
    assert not is_right(asked, key, 0.3)
    assert not is_right(asked, key, float("nan"))


def test_an_order_and_a_curve(lesson: Made, runs: Runs) -> None:
    items = """
[[step.question.item]]
text = "Tanh"
function = "tanh"
[[step.question.item]]
text = "Sigmoid"
function = "sigmoid"
[[step.question.item]]
text = "ReLU"
function = "relu"
"""
    order = question(lesson, 'kind = "order"\nquantity = "function_slope"\nat = 1\n' + items)
    key = key_of(order, runs)
    assert key.order == (1, 0, 2)
    assert is_right(order, key, (1, 0, 2))
    assert not is_right(order, key, (0, 1, 2))
    assert not is_right(order, key, (1, 1, 2))
    lines = 'kind = "curve"\nquantity = "function_slope"\nat = 1\nwhich = "largest"\n'
    curve = question(lesson, lines + items)
    assert is_right(curve, key_of(curve, runs), 2)
    assert not is_right(curve, key_of(curve, runs), 0)


def test_a_sketch_is_judged_by_its_slope(lesson: Made, runs: Runs) -> None:
    asked = question(lesson, 'kind = "sketch"\nquantity = "gradient"\ntolerance = 0.1')
    key = key_of(asked, runs)
    assert 0.4 < key.slope < 0.9  # rises towards the loss
    line = tuple(3 + key.slope * layer for layer in range(6))
    assert is_right(asked, key, line)
    assert not is_right(asked, key, tuple(0.0 for _ in range(6)))
    assert not is_right(asked, key, tuple(-each for each in line))


def test_choices_are_right_only_as_a_whole(lesson: Made, runs: Runs) -> None:
    made = lesson(OPTIONS.replace('"choice"', '"choices"')).steps[0].question
    assert made is not None
    key = key_of(made, runs)
    assert key.right == {0}
    assert is_right(made, key, frozenset({0}))
    assert not is_right(made, key, frozenset({0, 1}))


def test_equal_values_may_change_places() -> None:
    asked = read_lesson(HEAD + """
[[step]]
title = "x"
text = "x"
[step.question]
kind = "order"
ask = "x"
quantity = "loss"
[[step.question.item]]
text = "a"
[[step.question.item]]
text = "b"
""").steps[0].question  # fmt: skip
    assert asked is not None
    key = AnswerKey(order=(0, 1), values=(1.0, 1.0))
    assert is_right(asked, key, (1, 0))


def test_statements_are_judged_in_two_parts(lesson: Made, runs: Runs) -> None:
    helps, reason = check(
        lesson(
            '[step.statement]\nsaid = "x"\nhelps = { quantity = "verdict", is = "healthy" }\n'
            'reason = { quantity = "decades", under = -1 }'
        ),
        runs,
    )
    assert helps.say.endswith("no")
    assert reason.say.endswith("yes")


def test_a_challenge_needs_a_goal_that_is_open_and_solutions_that_reach_it(runs: Runs) -> None:
    text = 'kind = "challenge"' + HEAD + CHALLENGE
    assert faults(check(read_lesson(text), runs)) == ["", ""]
    useless = text.replace('activation" = "tanh"', 'width" = 9')
    assert faults(check(read_lesson(useless), runs))[1] != ""
    reached = text.replace("over = -1", "under = 0")
    assert "before anything" in faults(check(read_lesson(reached), runs))[0]


def test_a_formula_that_cannot_be_typeset_is_a_fault(lesson: Made, runs: Runs) -> None:
    (found,) = check(lesson("formula = '\\frac{1}'"), runs)
    assert found.fault
    (found,) = check(lesson("formula = '\\nosuchcommand x'"), runs)
    assert "nosuchcommand" in found.fault


@pytest.mark.parametrize(
    ("value", "about", "tolerance", "factor", "right"),
    [
        (1.0, 1.1, 0.1000001, None, True), (1.0, 1.2, 0.1, None, False),
        (1e-6, 2e-6, None, 2.0, True), (1e-6, 3e-6, None, 2.0, False),
        (-1e-6, 1e-6, None, 9, False),
        (-2.0, -3.0, None, 2.0, True), (0.0, 0.0, None, 2.0, True), (0.0, 1.0, None, 2.0, False),
    ],
)  # fmt: skip
def test_near(
    value: float, about: float, tolerance: float | None, factor: float | None, right: bool
) -> None:
    assert near(value, about, tolerance, factor) is right


def test_the_slope_of_a_line() -> None:
    assert fitted_slope([1.0, 3.0, 5.0]) == pytest.approx(2.0)
    assert fitted_slope([1.0, float("-inf"), 5.0]) == pytest.approx(2.0)
    assert fitted_slope([1.0]) != fitted_slope([1.0])  # no slope


def test_numbers_in_sentences() -> None:
    assert filled("{value} and {percent}", 0.5) == "0.50 and 50 %"
    assert filled("{value}", (0.1, 0.3, 0.2)) == "0.10 … 0.30"
    assert filled("{other} {", 1.0) == "{other} {"
