"""Rounding to a number format, of arrays of every shape."""

from __future__ import annotations

import numpy as np
import pytest

from vgsim.parts.precision import FORMATS


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("shape", [(), (1,), (0,), (3, 4)])
def test_the_shape_stays(name: str, shape: tuple[int, ...]) -> None:
    kind = FORMATS[name]
    found = kind.rounded(np.full(shape, 1.0 + 2.0**-40))
    assert found.shape == shape
    assert found.dtype == kind.carrier
    assert np.all(found == (1.0 + 2.0**-40 if name == "float64" else 1.0))


@pytest.mark.parametrize("name", FORMATS)
def test_a_part_of_an_array(name: str) -> None:
    values = np.arange(12.0).reshape(3, 4)[:, ::2]
    np.testing.assert_array_equal(FORMATS[name].rounded(values), values)
