"""Rules, which NumPy and the kernels run in every precision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.elementary import NUMPY, constants, numpy_form
from vgsim.parts.losses import LOSSES
from vgsim.parts.optimizers import OPTIMIZERS, Optimizer

ENTRIES = [
    pytest.param(entry.rule, id=f"{kind}-{entry.name}")
    for kind, table in (("f", ACTIVATIONS), ("optimizer", OPTIMIZERS), ("loss", LOSSES))
    for entry in table.values()
]
X = np.array([0.25, 0.5, 2.0], np.float32)


@pytest.mark.parametrize("rule", ENTRIES)
def test_a_rule_holds_no_numbers_of_its_own(rule: Callable[..., Any]) -> None:
    """A literal would have Python's precision, not the network's."""
    literals = [each for each in rule.__code__.co_consts if isinstance(each, int | float)]
    assert not literals
    assert set(rule.__code__.co_names) <= {*NUMPY, *constants(np.float32), "stored"}


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=list(OPTIMIZERS))
def test_an_optimizer_keeps_its_precision_and_its_states(optimizer: Optimizer) -> None:
    given = [each.default for each in optimizer.parameters]
    numbers = map(np.float32, (*given, *optimizer.corrected(3, *given)))
    rule = numpy_form(optimizer.rule, X.dtype)
    found = rule(X, X, *[X] * optimizer.states, np.float32(0.1), *numbers)
    assert len(found) == 1 + optimizer.states <= 3  # a tape keeps room for two
    assert all(each.dtype == np.float32 and each.shape == X.shape for each in found)
    assert (found[0] < X).all()  # against the gradient


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=list(OPTIMIZERS))
def test_all_that_an_optimizer_keeps_may_be_rounded(optimizer: Optimizer) -> None:
    given = [each.default for each in optimizer.parameters]
    numbers = map(np.float32, (*given, *optimizer.corrected(3, *given)))
    rule = numpy_form(optimizer.rule, X.dtype, coarse)
    found = rule(X, coarse(X / 3), *[X] * optimizer.states, np.float32(0.1), *numbers)
    assert all(np.array_equal(each, coarse(each)) for each in found)


def coarse(x: Any) -> Any:
    return np.asarray(x).astype(np.float16).astype(np.float32)


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_adds_itself_to_the_sum(name: str) -> None:
    rule = numpy_form(LOSSES[name].rule, X.dtype)
    target, error = np.ones_like(X), X - 1
    alone, slope = rule(np.float32(0), X, target, error)
    both = rule(np.float32(8), X, target, error)
    assert alone.dtype == slope.dtype == np.float32
    assert np.allclose(both[0] - 8, alone, atol=1e-6)
    assert np.array_equal(both[1], slope)
