"""Two networks to edit."""

from __future__ import annotations

from vgsim.describe.spec import Experiment, Lane, NetworkSpec

PAIR = Experiment(lanes=(Lane("A"), Lane("B", NetworkSpec(activation="relu"))))
