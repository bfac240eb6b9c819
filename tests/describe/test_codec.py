"""Scenario files: encode and decode are inverse; a faulty file is refused with all its faults."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.describe.faulty import GOOD, faults
from vgsim.describe.about import About
from vgsim.describe.codec import about_of, decode, encode
from vgsim.describe.errors import SpecError
from vgsim.describe.resolved import resolved
from vgsim.describe.spec import (
    DataSpec,
    Experiment,
    Lane,
    LayerSpec,
    NetworkSpec,
    TrainingSpec,
    WeightEdit,
)
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.datasets import DATASETS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.parts.losses import CLASS_WEIGHTS
from vgsim.parts.normalizations import NORM_MOMENTUM, NORMALIZATIONS
from vgsim.parts.optimizers import CLIPPINGS, OPTIMIZER_DTYPES, OPTIMIZERS, SCHEDULES

numbers = st.floats(-1e300, 1e300, allow_nan=False)
titles = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=40).filter(
    str.isprintable
)


@st.composite
def networks(draw: st.DrawFn) -> NetworkSpec:
    widths = tuple(draw(st.lists(st.integers(1, 256), max_size=6)))
    activation = ACTIVATIONS[draw(st.sampled_from(tuple(ACTIVATIONS)))]
    initializer = INITIALIZERS[draw(st.sampled_from(tuple(INITIALIZERS)))]
    has = {each.name for each in activation.parameters}
    low, high = sorted(draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
    output, loss = draw(
        st.sampled_from(
            [(None, None), ("softmax", "cross_entropy"), ("sigmoid", "bce"), ("tanh", "mse")]
        )
    )
    first = widths[0] if widths else 3
    normalization = draw(st.sampled_from(tuple(NORMALIZATIONS)))
    takes = {each.name for each in initializer.parameters}
    own = st.builds(
        LayerSpec, layer=st.just(1), activation=st.sampled_from([None, "prelu"]),
        initializer=st.sampled_from([None, "zeros"]), frozen=st.booleans(),
    )  # fmt: skip
    edit = WeightEdit(draw(st.integers(0, 99)), 1, draw(st.integers(0, first - 1)), None, 1e200)
    return NetworkSpec(
        depth=len(widths) or draw(st.integers(1, 100)),
        width=3,
        widths=widths,
        activation=activation.name,
        alpha=draw(st.floats(-1, 1)) if "alpha" in has else None,
        lower=low if "lower" in has else None,
        upper=high if "upper" in has else None,
        per_unit=draw(st.booleans()),
        initializer=initializer.name,
        gain=draw(st.floats(0, 1e300)),
        offset=draw(numbers),
        scale=draw(numbers) if "scale" in takes else None,
        sigma_w=draw(st.none() | st.floats(0, 9)) if "sigma_w" in takes else None,
        sigma_b=draw(st.none() | st.floats(0, 9)),
        normalization=normalization,
        norm_momentum=draw(st.floats(0, 1))
        if NORMALIZATIONS[normalization].in_batches
        else NORM_MOMENTUM,
        normalization_place=draw(st.sampled_from(["before", "after"])),
        residual=0 if widths else draw(st.integers(0, 200)),
        residual_place=draw(st.sampled_from(["pre", "post"])),
        branch_scale=draw(st.sampled_from(["one", "inverse_root", "rezero"])),
        dropout=draw(st.floats(0, 0.99)),
        loss_scale=draw(st.integers(0, 60)),
        layers=(draw(own),) if draw(st.booleans()) else (),
        bias=draw(st.none() | numbers),
        output=output,
        loss=loss,
        dtype=draw(st.sampled_from(["float64", "float32", "float16", "bfloat16"])),
        edits=(edit,) if draw(st.booleans()) else (),
    )


trainings = st.builds(
    TrainingSpec,
    optimizer=st.sampled_from(tuple(OPTIMIZERS)),
    learning_rate=st.floats(0, 1e6),
    weight_decay=st.floats(0, 1e6),
    schedule=st.sampled_from(tuple(SCHEDULES)),
    warmup=st.integers(0, 99),
    length=st.integers(1, 99),
    clipping=st.sampled_from(tuple(CLIPPINGS)),
    clip_at=st.floats(0, 9),
    optimizer_dtype=st.sampled_from(tuple(OPTIMIZER_DTYPES)),
)
lanes = st.builds(
    Lane,
    title=titles,
    network=networks(),
    seed=st.none() | st.integers(0, 99),
    training=st.none() | trainings,
)
experiments = st.builds(
    Experiment,
    title=titles,
    seed=st.integers(0, 2**53 - 1),
    data=st.builds(
        DataSpec,
        name=st.sampled_from(
            [name for name in DATASETS if DATASETS[name].classes and not DATASETS[name].steps]
        ),
        batch_size=st.integers(2, 64),
        examples=st.integers(2, 500),
        noise=st.none() | st.floats(0, 10),
        standardize=st.booleans(),
        label_noise=st.floats(0, 1),
        class_weights=st.sampled_from(tuple(CLASS_WEIGHTS)),
    ),
    training=trainings,
    lanes=st.lists(lanes, min_size=1, max_size=4).map(tuple),
)


@given(experiments)
def test_an_encoded_experiment_decodes_to_the_same(experiment: Experiment) -> None:
    text = encode(experiment)
    assert decode(text) == experiment
    assert decode(text.encode("utf-8")) == experiment
    assert encode(decode(text)) == text


def test_the_experiment_in_a_report_is_a_scenario() -> None:
    experiment = Experiment(lanes=(Lane("a", NetworkSpec(widths=(3, 4), depth=2)),))
    again = decode(json.dumps(resolved(experiment, {})))
    assert again.lanes[0].network.widths == (3, 4)


def test_a_byte_order_mark_and_line_ends_are_ignored() -> None:
    text = json.dumps(GOOD, indent=2).replace("\n", "\r\n").encode("utf-8-sig")
    assert decode(text) == Experiment()


def test_paths_of_tables_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("1,2\n3,4\n")
    raw = {**GOOD, "data": {"name": "csv", "path": "table.csv"}}
    experiment = decode(json.dumps(raw), tmp_path)
    assert experiment.data.path == str(tmp_path / "table.csv")
    assert '"path": "table.csv"' in encode(experiment, tmp_path)


@settings(max_examples=400)
@given(st.data())
def test_damaged_files_are_read_or_refused_without_another_error(data: st.DataObject) -> None:
    text = bytearray(encode(Experiment(lanes=(Lane("a"), Lane("b")))).encode())
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(text) - 1))
        change = data.draw(st.integers(0, 2))
        if change == 0:
            text[place] = data.draw(st.integers(0, 255))
        elif change == 1:
            del text[place : place + data.draw(st.integers(1, 40))]
        else:
            text[place:place] = data.draw(st.binary(max_size=20))
    try:
        experiment = decode(bytes(text))
    except SpecError:
        return
    assert decode(encode(experiment)) == experiment


def test_shipped_scenarios_are_valid_and_have_different_titles() -> None:
    from vgsim.files.bundled import scenarios

    found = scenarios()
    assert len(found) >= 12
    assert len({each.title for each in found}) == len(found)
    for each in found:
        lanes = each.experiment.lanes
        assert each.title
        assert 20 <= len(each.about.note) <= 300
        assert each.about.source or each.about.group != "classics"
        assert len({lane.title for lane in lanes}) == len(lanes)
        bare = {replace(lane, title="") for lane in lanes}
        assert len(bare) == len(lanes), each.title
    groups = [each.group for each in found]
    assert groups == sorted(groups, key=groups.index), "those of a group stand together"


def test_note_and_source_are_kept_and_change_nothing() -> None:
    experiment = Experiment("Small", lanes=(Lane("a"),))
    about = About("What it shows.", "He et al. 2015, section 2.2")
    text = encode(experiment, about=about)
    assert list(json.loads(text))[:4] == ["format", "title", "note", "source"]
    assert about_of(text) == about
    assert decode(text) == experiment
    assert about_of(encode(experiment)) == About()
    assert about.text == "What it shows. Source: He et al. 2015, section 2.2."
    assert About("What it shows.").text == "What it shows."
    assert About(source="Elman 1990").text == "Source: Elman 1990."
    found = faults({**GOOD, "source": ["He et al. 2015"]})
    assert list(found) == ["source"]


def test_a_gated_cell_needs_no_activation_in_the_file() -> None:
    made = decode('{"format": "vgsim/1", "data": {"name": "latch"}, "lanes": '
                  '[{"network": {"cell": "lstm"}}]}')  # fmt: skip
    assert made.lanes[0].network.activation == "tanh"
    assert decode(encode(made)) == made
