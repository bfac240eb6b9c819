"""Declares an activation of the experiment's own: a formula with its parameters."""

from __future__ import annotations

from dataclasses import MISSING, dataclass

from vgsim.describe.setting import setting
from vgsim.parts.own import Definition, definition_of, own_key
from vgsim.words.language import tr

MOST_OWN = 24  # own activations of an experiment
LONGEST_NAME = 40


# fmt: off
@dataclass(frozen=True, slots=True)
class OwnParameters:
    """The values of a and b in a formula, and the ends of their sliders."""

    a: float = setting(1.0, "a", tr("Value of a in the formula"), (-1000, 1000))
    b: float = setting(1.0, "b", tr("Value of b in the formula"), (-1000, 1000))
    a_low: float = setting(0.0, tr("a from"), tr("Left end of the slider of a"), (-1000, 1000))
    a_high: float = setting(2.0, tr("a to"), tr("Right end of the slider of a"), (-1000, 1000))
    b_low: float = setting(0.0, tr("b from"), tr("Left end of the slider of b"), (-1000, 1000))
    b_high: float = setting(2.0, tr("b to"), tr("Right end of the slider of b"), (-1000, 1000))


@dataclass(frozen=True, slots=True)
class OwnActivation:
    """A function f(x) from a typed formula; networks refer to it by its name."""

    name: str = setting(MISSING, tr("Name"), tr("What the function is called"), (1, LONGEST_NAME))
    formula: str = setting(MISSING, tr("Formula"),
        tr("f(x) with numbers, x, a, b and functions, such as x / (1 + exp(-a*x))"), (1, 300))
    parameters: OwnParameters = OwnParameters()

    @property
    def key(self) -> str:
        """What networks of the experiment have as their activation."""
        given = self.parameters
        return own_key(Definition(
            self.name, self.formula, given.a, given.b, (given.a_low, given.a_high),
            (given.b_low, given.b_high),
        ))


def own_of(key: str) -> OwnActivation:
    """The function that a key says."""
    found = definition_of(key)
    given = OwnParameters(found.a, found.b, *found.a_range, *found.b_range)
    return OwnActivation(found.name, found.formula, given)
# fmt: on
