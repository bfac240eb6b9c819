"""Every part of a network is written in PyTorch, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from vgsim.bridge import torch_table
from vgsim.bridge.torch_formula import OPERATIONS
from vgsim.bridge.torch_table import Refusal, TorchPart
from vgsim.formulas.functions import FUNCTIONS
from vgsim.parts import cells, losses, normalizations, optimizers
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.parts.precision import FORMATS

Table = Mapping[str, TorchPart | Refusal]
TABLES: dict[str, tuple[Mapping[str, object], Table]] = {
    "activations": (ACTIVATIONS, torch_table.ACTIVATIONS),
    "cells": (cells.CELLS, torch_table.CELLS),
    "clippings": (optimizers.CLIPPINGS, torch_table.CLIPPINGS),
    "formats": (FORMATS, torch_table.FORMATS),
    "initializers": (INITIALIZERS, torch_table.INITIALIZERS),
    "losses": (losses.LOSSES, torch_table.LOSSES),
    "normalizations": (normalizations.NORMALIZATIONS, torch_table.NORMALIZATIONS),
    "optimizers": (optimizers.OPTIMIZERS, torch_table.OPTIMIZERS),
    "outputs": (losses.OUTPUTS, torch_table.OUTPUTS),
    "schedules": (optimizers.SCHEDULES, torch_table.SCHEDULES),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_entry_is_exported_or_refused(name: str) -> None:
    registry, table = TABLES[name]
    assert list(table) == list(registry), "vgsim/bridge/torch_table.py has one line for each entry"
    for each in table.values():
        if isinstance(each, Refusal):
            assert each.sentence.endswith(".")
            assert ":" in each.sentence  # what, and then why


def test_an_optimizer_remembers_as_many_numbers_in_both_programs() -> None:
    for name, entry in optimizers.OPTIMIZERS.items():
        part = torch_table.OPTIMIZERS[name]
        assert isinstance(part, TorchPart)
        assert len(part.memories) == entry.states


def test_every_operation_of_a_formula_has_its_text() -> None:
    assert set(FUNCTIONS) == OPERATIONS
