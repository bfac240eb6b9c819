"""A formula as a graph of operations in which equal parts are stored once.

A derivative repeats parts of its function many times. Since equal nodes are one node, the size of
a graph, and the time of everything that walks over it, grow in proportion to the formula.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

MOST_NODES = 2000  # of a formula and its derivative together


class TooLarge(ValueError):
    """A formula or its derivative has more than `MOST_NODES` operations."""


class FormulaNode(NamedTuple):
    """One operation; a number and a variable are operations without inputs."""

    name: str  # "number", "x", "a", "b", or a key of FUNCTIONS
    inputs: tuple[int, ...] = ()  # indices of nodes
    value: float = 0.0  # of a number


Simplify = Callable[["Graph", str, tuple[int, ...]], "int | None"]


class Graph:
    """Nodes in the order of their creation: every node comes after its inputs."""

    def __init__(self, simplify: Simplify) -> None:
        self.nodes: list[FormulaNode] = []
        self._places: dict[FormulaNode, int] = {}
        self._simplify = simplify

    def number(self, value: float) -> int:
        """The node of a number."""
        return self._place(FormulaNode("number", (), value + 0.0))  # −0 and 0 are the same number

    def variable(self, name: str) -> int:
        """The node of x, a or b."""
        return self._place(FormulaNode(name))

    def call(self, name: str, *inputs: int) -> int:
        """The node of an operation on nodes, or of what it simplifies to.

        Raises:
            TooLarge: the graph is full.
        """
        simpler = self._simplify(self, name, inputs)
        return self._place(FormulaNode(name, inputs)) if simpler is None else simpler

    def value(self, node: int) -> float | None:
        """The number of a node, or None if it is not a number."""
        found = self.nodes[node]
        return found.value if found.name == "number" else None

    def used(self, *roots: int) -> list[int]:
        """All nodes that these nodes depend on, and they themselves, inputs first."""
        needed, waiting = set(roots), list(roots)
        while waiting:
            for each in self.nodes[waiting.pop()].inputs:
                if each not in needed:
                    needed.add(each)
                    waiting.append(each)
        return sorted(needed)

    def depends(self, node: int, *names: str) -> bool:
        """Whether a variable of these names occurs in a node."""
        return any(self.nodes[each].name in names for each in self.used(node))

    def copied(self, other: Graph, node: int) -> int:
        """Rebuild a node of another graph in this one, by this graph's simplifications."""
        made: dict[int, int] = {}
        for each in other.used(node):
            name, inputs, value = other.nodes[each]
            if name == "number":
                made[each] = self.number(value)
            elif inputs:
                made[each] = self.call(name, *(made[at] for at in inputs))
            else:
                made[each] = self.variable(name)
        return made[node]

    def _place(self, node: FormulaNode) -> int:
        found = self._places.get(node)
        if found is None:
            if len(self.nodes) >= MOST_NODES:
                raise TooLarge
            found = self._places[node] = len(self.nodes)
            self.nodes.append(node)
        return found
