"""The glossary: well formed, complete for what the registries show, and found by what is typed."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from resources import find
from vgsim.compute.traces.judgement import State
from vgsim.compute.traces.measures import MEASURES
from vgsim.describe.fields import FIELDS
from vgsim.parts.cells import CELLS
from vgsim.parts.losses import LOSSES
from vgsim.parts.normalizations import NORMALIZATIONS
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.theory.diagram import MEASURES as OF_DIAGRAMS
from vgsim.words.glossary import entries, entry_of, looked_up, parse

JARGON = (  # of the screen, without a registry
    "decade", "edge of chaos", "χ₁", "ξ", "q*", "c*", "ρ", "σ_w", "LSUV", "logits", "epoch",
    "batch norm", "gradient clipping", "∂L/∂z", "∂L/∂W", "∂L/∂h", "∂L/∂c", "ΔW/W", "f′", "δ",
    "blind guess", "backward pass", "lane", "constant error carousel", "ReZero", "fan-in",
)  # fmt: skip
PLAIN = {  # settings whose label and tooltip say all there is to say
    "data.name", "data.examples", "data.path", "data.standardize", "data.standardize_target",
    "data.label_noise", "data.class_weights", "data.length", "training.length", "training.decay",
}  # fmt: skip


def _named() -> list[str]:
    """What the registries show under a name: measures, states, and parts of networks."""
    parts = {"normalization": NORMALIZATIONS, "optimizer": OPTIMIZERS, "cell": CELLS,
             "loss": LOSSES}  # fmt: skip
    return [
        *MEASURES, *OF_DIAGRAMS, *get_args(State),
        *(f"{kind}.{name}" for kind, found in parts.items() for name in found if name != "none"),
        *(path for path, field in FIELDS.items() if field.form and path not in PLAIN),
    ]  # fmt: skip


@pytest.mark.parametrize("name", _named())
def test_everything_with_a_name_on_the_screen_has_an_entry(name: str) -> None:
    assert entry_of(name) is not None, (
        f"{name!r} is shown on the screen without an explanation: add it to the names of an entry "
        f"in resources/help/glossary.json, or add an entry with a plain and a precise sentence"
    )


@pytest.mark.parametrize("term", JARGON)
def test_jargon_has_an_entry(term: str) -> None:
    assert any(term in entry.terms for entry in entries())


def test_entries_name_nothing_that_is_gone() -> None:
    known = {*_named(), *(name.rpartition(".")[2] for name in _named())}
    known |= {field.name for field in FIELDS.values()}
    known |= {f"{field.name}.{each}" for field in FIELDS.values() for each in field.entries}
    verdicts = {"mild", "growing", "starved", "learned"}
    for entry in entries():
        assert set(entry.names) <= known | verdicts, entry.id


def test_texts_are_short_and_plain_first() -> None:
    for entry in entries():
        assert len(entry.plain) <= 140, entry.id
        assert len(entry.precise) <= 320, entry.id
        assert "=" not in entry.plain, entry.id


def test_every_entry_is_linked_from_another() -> None:
    linked = {other for entry in entries() for other in entry.see}
    assert {entry.id for entry in entries()} == linked


@pytest.mark.parametrize(
    ("typed", "first"),
    [("ΔW/W", "update_ratio"), ("satur", "saturated"), ("QUARTER", None), ("∂L/∂z", "gradient"),
     ("glorot", "initializer"), ("far one update changes a layer", "update_ratio")],
)  # fmt: skip
def test_what_is_typed_is_found(typed: str, first: str | None) -> None:
    found = looked_up(typed)
    assert (found[0].id if found else None) == first


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"plain": ""}, "plain is missing"),
        ({"plain": "no period"}, "does not end with a period"),
        ({"terms": "text"}, "terms is not a list"),
        ({"colour": "red"}, "'colour' is no field"),
        ({"see": ["nowhere"]}, "no other entry 'nowhere'"),
        ({"names": ["decade"]}, "both explain 'decade'"),
    ],
)
def test_faults_are_named(change: dict[str, object], fault: str) -> None:
    rows = json.loads(find("help/glossary.json").read_text("utf-8"))
    rows[0] |= change
    with pytest.raises(ValueError, match=fault):
        parse(json.dumps(rows))
