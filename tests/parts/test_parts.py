"""Every entry of every table has all that menus, tooltips and lists show."""

from __future__ import annotations

import re

import pytest

from vgsim.describe.fields import fields_of
from vgsim.parts.activations import ACTIVATIONS, OWN
from vgsim.parts.cells import CELLS, LOSS_PLACES, RECURRENCES
from vgsim.parts.datasets import DATASETS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.parts.losses import CLASS_WEIGHTS, LOSSES, OUTPUTS
from vgsim.parts.normalizations import (
    BRANCH_SCALES,
    NORMALIZATION_PLACES,
    NORMALIZATIONS,
    RESIDUAL_PLACES,
)
from vgsim.parts.optimizers import CLIPPINGS, OPTIMIZER_DTYPES, OPTIMIZERS, SCHEDULES
from vgsim.parts.own import Definition, own_key
from vgsim.parts.precision import FORMATS
from vgsim.parts.registry import Parameter, Registry, UnknownName

REGISTRIES: dict[str, Registry] = {
    "activation": ACTIVATIONS,
    "initializer": INITIALIZERS,
    "output": OUTPUTS,
    "loss": LOSSES,
    "optimizer": OPTIMIZERS,
    "data": DATASETS,
    "cell": CELLS,
    "recurrence": RECURRENCES,
}
NAMES = {
    "activation": "linear sigmoid tanh relu leaky_relu prelu rrelu elu relu6 silu hard_swish selu "
    "gelu softplus softsign mish hard_tanh hard_sigmoid lecun_tanh",
    "initializer": "zeros constant normal uniform lecun_normal lecun_uniform xavier_normal "
    "xavier_uniform he_normal he_uniform orthogonal pytorch_default lsuv scaled_identity sparse "
    "critical",
    "output": "linear sigmoid tanh softmax",
    "loss": "mse bce cross_entropy",
    "optimizer": "sgd momentum nesterov rmsprop adam adamw adagrad nadam",
    "data": "digits iris wine breast_cancer diabetes moons spirals circles xor sine latch adding "
    "copy_memory temporal_order sine_ahead digits_rows digits_pixels csv",
    "cell": "none vanilla lstm gru",
    "recurrence": "uniform gaussian orthogonal identity",
}
SETTINGS = {  # the settings that hold the parameters of an entry
    "activation": fields_of("network"), "initializer": fields_of("network"),
    "optimizer": fields_of("training"), "data": fields_of("data"),
}  # fmt: skip
CHOICES = (
    NORMALIZATIONS, NORMALIZATION_PLACES, RESIDUAL_PLACES, BRANCH_SCALES, CLIPPINGS, SCHEDULES,
    FORMATS, LOSS_PLACES, OPTIMIZER_DTYPES, CLASS_WEIGHTS,
)  # fmt: skip
ENTRIES = [
    pytest.param(kind, entry, id=f"{kind}-{entry.name}")
    for kind, registry in REGISTRIES.items()
    for entry in registry.values()
]
# English words that a formula does not need, so that it is no sentence
ENGLISH = re.compile(r"\b(the|is|of|and|with|equals|where|which|a|an|if|then|times|plus)\b", re.I)


@pytest.mark.parametrize("kind", REGISTRIES)
def test_the_names_of_the_file_format_stay_in_their_order(kind):
    """New ones may be anywhere between them."""
    known = NAMES[kind].split()
    assert [name for name in REGISTRIES[kind] if name in known] == known


@pytest.mark.parametrize(("kind", "entry"), ENTRIES)
def test_an_entry_has_all_texts(kind, entry):
    for field in ("label", "formula", "origin", "teaches", "help"):
        text = getattr(entry, field)
        assert text, f"{field} is empty"
        assert text == text.strip()
    assert len(entry.help) <= 120
    assert entry.teaches.endswith(".")
    assert entry.help.endswith(".")
    assert len(entry.label) <= 24


@pytest.mark.parametrize("entry", [each for table in CHOICES for each in table.values()])
def test_a_choice_says_what_it_does(entry):
    assert entry.label
    assert entry.formula
    assert entry.teaches.endswith(".")
    assert len(entry.teaches) <= 120


@pytest.mark.parametrize(("kind", "entry"), ENTRIES)
def test_a_formula_is_a_formula(kind, entry):
    formulas = [entry.formula, getattr(entry, "derivative_formula", entry.formula)]
    for formula in formulas:
        words = formula.replace("a z", "").replace("else a", "").replace(", a ~", "")
        assert not ENGLISH.search(words), formula
        assert re.search(r"[=~←∈]", formula)
        assert "\\" not in formula
        assert "^" not in formula
        assert "*" not in formula


@pytest.mark.parametrize(("kind", "entry"), ENTRIES)
def test_parameters_are_within_their_bounds(kind, entry):
    parameters: tuple[Parameter, ...] = getattr(entry, "parameters", ())
    for each in parameters:
        held = SETTINGS[kind][each.name]
        assert held.low <= each.slider_low < each.slider_high <= held.high
        assert held.optional
        assert each.slider_low <= each.default <= each.slider_high
        assert each.label
        assert each.heading == (each.label.capitalize() if each.label.isascii() else each.label)
        assert each.help
        assert not each.logarithmic or each.slider_low > 0
    names = [each.name for each in parameters]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("kind", "typed", "meant"),
    [
        ("activation", "sigmoyd", "sigmoid"),
        ("activation", "LeakyReLU", "leaky_relu"),
        ("activation", "Hard-Swish", "hard_swish"),
        ("initializer", "xavier normal", "xavier_normal"),
        ("loss", "crossentropy", "cross_entropy"),
        ("data", "spiral", "spirals"),
        ("data", "zzzzzz", None),
    ],
)
def test_a_typo_finds_the_name_meant(kind, typed, meant):
    registry = REGISTRIES[kind]
    with pytest.raises(UnknownName) as caught:
        registry[typed]
    assert caught.value.nearest == meant
    assert caught.value.allowed == tuple(registry)
    assert typed in str(caught.value)
    assert typed not in registry
    if meant:
        assert f"did you mean {meant}?" in str(caught.value)


def test_two_entries_of_one_name_are_refused():
    entry = ACTIVATIONS["relu"]
    with pytest.raises(ValueError, match="one name"):
        Registry(entry, entry)


@pytest.mark.parametrize("kind", REGISTRIES)
def test_whether_there_is_an_entry_is_asked_without_a_search(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged file has many unknown names, and a search for similar ones takes long."""
    monkeypatch.setattr(Registry, "nearest", None)
    assert all(name in REGISTRIES[kind] for name in REGISTRIES[kind])
    assert "no_such_name" not in REGISTRIES[kind]


def test_an_own_function_is_an_entry_if_it_can_be_read() -> None:
    assert own_key(Definition("f", "x * 2")) in ACTIVATIONS
    assert f"{OWN}nonsense" not in ACTIVATIONS
    assert f"{OWN}[]" not in ACTIVATIONS
