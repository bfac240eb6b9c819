"""Settings are declared once: by annotation, default and metadata of a dataclass field."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, replace
from types import MappingProxyType

import pytest

from vgsim.describe.edit import edit
from vgsim.describe.fields import FIELDS, GROUPS, fields_of
from vgsim.describe.setting import declared, defaults, parts_of, setting, without_default
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.describe.stages import Moment, continued
from vgsim.describe.title import titled
from vgsim.parts.activations import ACTIVATIONS
from vgsim.tables.choice import ColumnPlace


@dataclass(frozen=True)
class Inner:
    number: int = setting(MISSING, "Number", "A number", (1, 3))
    open: int | None = setting(MISSING, "Open", "A number, or none")


@dataclass(frozen=True)
class Toy:
    flag: bool = setting(True, "Flag", "On or off")
    real: float | None = setting(None, "Real", "A number", (0, 1), (0, 1, 0.1), of="name")
    name: str = setting("a", "Name", "A name", choices=("a", "b"), only="recurrent")
    text: str = setting("", "Text", "Some words", (0, 9))
    many: tuple[int, ...] = setting((), "Many", "Numbers", (1, 2))
    column: ColumnPlace | None = setting(None, "Column", "A column")
    inner: Inner | None = None
    inners: tuple[Inner, ...] = setting((), only="recurrent")
    no_setting: int = 3


def test_kind_and_null_follow_from_the_annotation() -> None:
    found = declared(Toy, "toy")
    assert {name: (each.kind, each.optional) for name, each in found.items()} == {
        "flag": ("flag", False), "real": ("real", True), "name": ("choice", False),
        "text": ("text", False), "many": ("integers", False), "column": ("column", True),
        "inners": ("parts", False),
    }  # fmt: skip
    assert found["real"].path == "toy.real"
    assert (found["real"].high, found["real"].step) == (1, 0.1)
    assert found["name"].choices() == ("a", "b")


def test_a_setting_is_a_field_with_its_default() -> None:
    assert Toy().flag is True
    assert replace(Toy(), many=(1,)).many == (1,)
    with pytest.raises(TypeError):
        Inner()


def test_defaults_are_selected_by_attributes() -> None:
    assert defaults(Toy, of="name") == {"real": None}
    assert defaults(Toy, only="recurrent") == {"name": "a", "inners": ()}


def test_inner_dataclasses_are_found_by_their_annotation() -> None:
    assert parts_of(Toy) == {"inner": (Inner, False), "inners": (Inner, True)}
    assert without_default(Inner) == {"number": False, "open": True}


def test_every_setting_has_label_help_and_valid_default() -> None:
    for path, each in FIELDS.items():
        assert each.label, path
        assert 0 < len(each.help) <= 120, path
        assert each.optional or each.default is None or each.accepts(each.default), path


@pytest.mark.parametrize("group", [name for name in GROUPS.values() if name])
def test_a_setting_belongs_to_one_in_the_same_group(group: str) -> None:
    known = fields_of(group)
    assert all(each.of in known for each in known.values() if each.of)


def test_settings_of_feedforward_networks_are_reset_in_recurrent_ones() -> None:
    skipping = Experiment(lanes=(Lane("", NetworkSpec(residual=2, dropout=0.5, loss_scale=3)),))
    made = edit(skipping, "lanes.0.network.cell", "lstm").lanes[0].network
    for name, value in defaults(NetworkSpec, only="feedforward").items():
        assert getattr(made, name) == value


@pytest.mark.parametrize("name", sorted(defaults(NetworkSpec, restarts=False)))
def test_only_settings_that_restart_a_network_drop_its_earlier_stages(name: str) -> None:
    values = {"layers": (), "residual": 1, "output": "softmax", "loss": "cross_entropy"}
    assert not FIELDS.get(f"network.{name}") or not FIELDS[f"network.{name}"].restarts
    old = Experiment(lanes=(Lane("", NetworkSpec(depth=4)),))
    if name in values and name != "layers":
        new = edit(old, f"lanes.0.network.{name}", values[name])
        assert continued(old, new, Moment(5, (((0, 0.1),),))).lanes[0].before


@pytest.mark.parametrize("part", [DataSpec, NetworkSpec, TrainingSpec])
def test_every_setting_but_a_choice_has_a_text_for_titles(part: type) -> None:
    for each in declared(part).values():
        assert each.title or each.kind == "choice", each.path


@pytest.mark.parametrize(("name", "value", "text"), [
    ("dropout", 0.25, "dropout 0.25"), ("alpha", 0.2, "α = 0.2"), ("bias", 0.5, "bias 0.5"),
    ("per_unit", True, "α per unit"), ("scale", 2.0, "scale 2"), ("depth", 1, "1 layer"),
    ("sigma_w", 1.5, "weight σ 1.5"), ("sigma_b", 0.1, "bias σ 0.1"),
    ("normalization", "batch", "batch norm"),
])  # fmt: skip
def test_the_text_of_a_setting_in_a_title(name: str, value: object, text: str) -> None:
    assert _says(NetworkSpec(**{name: value}), name) == text  # type: ignore[arg-type]


def test_skips_are_one_text() -> None:
    assert _says(NetworkSpec(residual=1, residual_place="post"), "residual") == "skips before f"
    made = NetworkSpec(residual=2, branch_scale="rezero")
    assert _says(made, "residual") == "skips over 2 ReZero"


def test_a_title_names_what_distinguishes_a_network() -> None:
    lanes = tuple(Lane("", NetworkSpec(dropout=each)) for each in (0.0, 0.25))
    made = Experiment(lanes=lanes)
    name = ACTIVATIONS["sigmoid"].label
    assert [titled(made, lane) for lane in (0, 1)] == [name, f"{name}, dropout 0.25"]


def _says(network: NetworkSpec, name: str) -> str:
    text = declared(NetworkSpec)[name].title
    assert text is not None
    return text(network)


def test_tables_cannot_be_changed() -> None:
    assert isinstance(declared(TrainingSpec), MappingProxyType)
