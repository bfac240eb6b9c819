"""One function, and the view it is drawn in."""

from __future__ import annotations

from ui.curves.functions import Function, functions_of
from ui.look.theme import LIGHT
from ui.plots.axis import Range
from vgsim.describe.spec import Lane, NetworkSpec

VIEW = Range(-8.0, 8.0)


def function(name: str) -> Function:
    return functions_of((Lane("", NetworkSpec(activation=name)),), (), LIGHT)[0]
