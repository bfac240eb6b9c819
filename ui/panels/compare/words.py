"""The cells of a row of the comparison."""

from __future__ import annotations

from collections.abc import Callable
from math import nan

from ui.widgets.table import TableCell, TableColumn
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.theory.comparison import Candidate, spread
from vgsim.words.language import tr
from vgsim.words.numbers import percent, scientific, signed

COLUMNS = (
    TableColumn(tr("Activation"), tr("The function of all hidden layers"), words=True),
    TableColumn(tr("Initializer"), tr("How weights are drawn"), words=True),
    TableColumn(
        tr("Gradient"),
        tr("First ÷ last hidden layer before training, in powers of ten: median (min … max)"),
    ),
    TableColumn(tr("Theory"), tr("What mean-field theory predicts, in powers of ten")),
    TableColumn(tr("Saturated"), tr("Largest fraction in any layer, before training")),
    TableColumn(tr("Dead"), tr("Largest fraction of dead units in any layer, after training")),
    TableColumn(tr("Loss"), tr("Of the last batch: median (min … max)")),
    TableColumn(
        tr("Test"), tr("Fraction of correct predictions, or mean squared error, on the test set")
    ),
)


def cells(row: Candidate) -> list[TableCell]:
    """Texts of a row and the values by which they are sorted."""
    decade, loss = spread(row.values("decades")), spread(row.values("loss"))
    activation, initializer = ACTIVATIONS[row.activation].label, INITIALIZERS[row.initializer].label
    gradient: tuple[str, float] = _ranged(decade, _short), decade[0]
    if row.fault:
        gradient = tr("not possible: see the tooltip"), nan
    found: list[tuple[str, str | float]] = [
        (activation, activation),
        (initializer, initializer),
        gradient,
        (_short(row.expected), row.expected),
    ]
    for name in ("saturated", "dead"):
        middle = spread(row.values(name))[0]
        found.append((percent(middle) if middle == middle else "–", middle))
    found.append((_ranged(loss, lambda value: scientific(value, 3)), loss[0]))
    score = spread(row.values("score"))[0]
    found.append((percent(score) if 0 <= score <= 1 else _number(score), score))
    return [TableCell(text, value, row.fault) for text, value in found]


def _short(value: float) -> str:
    return signed(value) if value == value else "–"


def _number(value: float) -> str:
    return scientific(value, 3) if value == value else "–"


def _ranged(values: tuple[float, float, float], text: Callable[[float], str]) -> str:
    middle, low, high = values
    if middle != middle:
        return "–"
    return f"{text(middle)}  ({text(low)} … {text(high)})" if low < high else str(text(middle))
