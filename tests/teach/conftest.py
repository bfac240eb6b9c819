"""Lessons as text, and runs that all tests share: each network is trained once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from vgsim.compute.kernels import Kernels
from vgsim.teach.lesson import Lesson
from vgsim.teach.reader import read_lesson
from vgsim.teach.runs import Runs

HEAD = """
format = "vgsim-lesson/1"
title = "A title"
about = "A sentence."
minutes = 5
level = 1
[start]
seed = 3
data = { name = "spirals", batch_size = 64, examples = 64 }
training = { optimizer = "sgd", learning_rate = 0.5 }
[[start.lanes]]
title = "Sigmoid"
network = { depth = 6, width = 8, activation = "sigmoid", initializer = "xavier_normal" }
[[start.lanes]]
title = "Tanh"
network = { depth = 4, width = 8, activation = "tanh", initializer = "xavier_normal" }
"""
STEP = """
[[step]]
title = "A step"
text = "A sentence."
"""


@pytest.fixture(scope="session")
def runs(compiled: object) -> Runs:
    """Runs with compiled kernels."""
    return Runs(Kernels())


@pytest.fixture
def lesson() -> Callable[[str], Lesson]:
    """A lesson of one step with these lines in it."""
    return lambda lines="": read_lesson(HEAD + STEP + lines, "name")
