"""The compiled engine, made ready once for all tests."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from vgsim.compute.kernels import STEPS, THROUGH_TIME, Engine, twin
from vgsim.parts.activations import ACTIVATIONS


@pytest.fixture(scope="session")
def kernels(compiled: None) -> Engine:
    from vgsim.compute.kernels.engine import NumbaEngine, prepare

    names = (*ACTIVATIONS, THROUGH_TIME, *STEPS)
    prepare(frozenset((dtype, name) for dtype in (np.float64, np.float32) for name in names))
    return NumbaEngine()


@pytest.fixture(scope="module")
def few_answers() -> Iterator[None]:
    """Evaluations come when they are due, but ask little: for tests that look at no accuracy.

    The examples are no whole number of batches, as ever.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vgsim.compute.learning.lane.EVALUATED", 45)
        patch.setattr("vgsim.compute.learning.recurrent_run.EXAMINED", 11)
        yield


@pytest.fixture(params=["numpy", "numba"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each of the two engines."""
    return request.getfixturevalue("kernels") if request.param == "numba" else twin()


@pytest.fixture(scope="session")
def engine_pair(kernels: Engine) -> list[Engine]:
    """Both engines."""
    return [twin(), kernels]
