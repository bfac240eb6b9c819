"""The text of a part of this network: its line of the table, with the network's numbers."""

from __future__ import annotations

from collections.abc import Mapping

from vgsim.bridge.refused import NotExported
from vgsim.bridge.torch_formula import formula_class
from vgsim.bridge.torch_table import ACTIVATIONS, Refusal, TorchPart
from vgsim.bridge.words import number
from vgsim.compute.arrays.plan import LayerPlan
from vgsim.parts.activations import Activation, is_own
from vgsim.parts.own import definition_of
from vgsim.words.language import tr


def text_of(table: Mapping[str, TorchPart | Refusal], name: str) -> TorchPart:
    """The entry of a part.

    Raises:
        NotExported: it is refused, or the table does not know it.
    """
    found = table.get(name)
    if found is None:
        raise NotExported(tr("There is no way yet to write {part} in PyTorch.", part=name))
    if isinstance(found, Refusal):
        raise NotExported(found.sentence)
    return found


class ActivationTexts:
    """The activations of one network, and what has to be defined for them."""

    def __init__(self, *, per_unit: bool) -> None:
        self._slopes = "units" if per_unit else "1"  # how many slopes PReLU has
        self._defined: dict[str, str] = {}  # what has to be defined, by the key of a formula

    @property
    def definitions(self) -> str:
        """The functions and classes that the texts use."""
        return "\n".join(self._defined.values())

    def text(self, layer: LayerPlan) -> str:
        """The expression for the activation of a layer."""
        return self.made(layer.activation, layer.parameters)

    def made(self, activation: Activation, parameters: Mapping[str, float]) -> str:
        """The expression for an activation with these parameters."""
        if is_own(activation.name):
            return self._own(activation, parameters)
        part = text_of(ACTIVATIONS, activation.name)
        if part.before:
            self._defined[activation.name] = part.before
        values = {name: number(value) for name, value in parameters.items()}
        return part.text.format(units="units", slopes=self._slopes, **values)

    def _own(self, activation: Activation, parameters: Mapping[str, float]) -> str:
        """A class for the formula with these parameters; its name counts such classes."""
        own = definition_of(activation.name)
        a = parameters.get("alpha", own.a)
        key = f"{activation.name} {a!r}"
        known = [each for each in self._defined if is_own(each)]
        if key not in self._defined:
            name = f"Own{len(known) + 1}"
            self._defined[key] = formula_class(name, own, a)
            return f"{name}()"
        return f"Own{known.index(key) + 1}()"
