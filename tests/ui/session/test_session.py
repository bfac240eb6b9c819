"""What is asked for, computed and shown: jobs in, values out, nothing lost by a mistake."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.long import longer
from tests.ui.conftest import SOON
from tests.ui.recorder import requests_of
from tests.ui.session.sessions import shown, small
from ui.session.session import Session
from vgsim.describe.spec import Experiment
from vgsim.files.bundled import scenarios
from vgsim.parts.precision import FORMATS
from vgsim.play.frame import Frame, Phase


def test_an_edit_is_computed_and_shown_at_once_at_the_same_place(
    session: Session, qtbot: QtBot
) -> None:
    session.player.seek(2.0)
    phase = session.player.timeline.phase_at(2.0)
    session.document.edit("lanes.0.network.depth", 9)
    qtbot.waitUntil(lambda: shown(session).lanes[0].depth == 9, timeout=SOON)
    assert session.player.timeline.layers == 10
    assert session.player.timeline.phase_at(session.player.playback.position) is phase


def test_a_refused_edit_changes_nothing_and_says_so(
    session: Session, said: list[tuple[str, str]]
) -> None:
    before = session.document.history
    session.document.edit("lanes.0.network.depth", 10_000)
    session.document.edit("lanes.1.network.alpha", 0.5)  # sigmoid has none
    assert session.document.history is before
    assert [severity for severity, _ in said] == ["bad", "bad"]
    assert "200" in said[0][1]
    for _ in range(3):
        session.document.add_lane()
    assert len(session.experiment.lanes) == 4
    assert "4" in said[-1][1]


def test_one_gesture_is_one_step_back(session: Session) -> None:
    before = session.experiment
    for gain in (1.1, 1.2, 1.3):
        session.document.edit("lanes.0.network.gain", gain, "gain drag 1")
    session.document.edit("lanes.0.network.gain", 1.4, "gain drag 2")
    session.document.undo()
    assert session.experiment.lanes[0].network.gain == 1.3
    session.document.undo()
    assert session.experiment == before
    session.document.undo()
    session.document.redo()
    session.document.redo()
    assert session.experiment.lanes[0].network.gain == 1.4
    assert not session.document.history.redo_label


def test_a_typed_weight_is_set_and_taken_back(session: Session, qtbot: QtBot) -> None:
    before = shown(session)
    requests_of(session).edit_weight(session.experiment.lanes[0], 2, 1, 3, 42.0)
    qtbot.waitUntil(lambda: shown(session).lanes[0].weights[1][1][3] == 42.0, timeout=SOON)
    session.document.undo()
    qtbot.waitUntil(lambda: shown(session).lanes[0].weights[1][1][3] != 42.0, timeout=SOON)
    assert shown(session).lanes[0].loss == before.lanes[0].loss


def test_selection_follows_removed_lanes(session: Session, qtbot: QtBot) -> None:
    session.viewer.select(1, 3, 2)
    qtbot.waitUntil(lambda: shown(session).watch.lane == 1, timeout=SOON)
    assert shown(session).lanes[1].unit is not None
    session.document.remove_lane(1)
    assert session.viewer.watch.lane == 0
    assert session.viewer.watch.unit is None
    qtbot.waitUntil(lambda: len(shown(session).lanes) == 1, timeout=SOON)


def test_a_picture_is_of_the_networks_of_the_document_that_is_open(
    session: Session, qtbot: QtBot
) -> None:
    """An equal document may be computed by the trainer that is there already."""
    for change in (
        lambda: session.document.load(small()),
        lambda: session.document.copy_lane(1),
        session.document.undo,
    ):
        change()
        present = session.experiment.lanes
        qtbot.waitUntil(
            lambda present=present: (  # type: ignore[misc]
                [lane.identity for lane in shown(session).experiment.lanes]
                == [lane.identity for lane in present]
            ),
            timeout=SOON,
        )


def test_updates_are_counted_from_what_is_shown(session: Session, qtbot: QtBot) -> None:
    session.learner.step_update(1)
    session.learner.step_update(1)
    session.learner.step_update(1)
    session.learner.step_update(-1)
    qtbot.waitUntil(lambda: shown(session).step == 2, timeout=SOON)
    session.learner.step_update(-1)
    session.learner.step_update(-1)
    session.learner.step_update(-1)
    qtbot.waitUntil(lambda: shown(session).step == 0, timeout=SOON)


def test_the_learning_rate_changes_without_losing_what_was_learned(
    session: Session, qtbot: QtBot
) -> None:
    session.learner.run(True)
    qtbot.waitUntil(lambda: shown(session).step > 20, timeout=SOON)
    session.document.edit("training.learning_rate", 0.01)
    step = shown(session).step
    qtbot.waitUntil(lambda: shown(session).experiment.training.learning_rate == 0.01, timeout=SOON)
    assert shown(session).step >= step
    session.document.edit("lanes.0.network.width", 7)
    qtbot.waitUntil(lambda: shown(session).lanes[0].widths[1] == 7, timeout=SOON)
    assert shown(session).step < step
    assert session.learner.running


def test_same_seed_same_numbers_and_a_new_seed_others(session: Session, qtbot: QtBot) -> None:
    first = shown(session).lanes[0].loss
    seed = session.experiment.seed
    while session.experiment.seed == seed:
        session.document.new_seed()
    qtbot.waitUntil(lambda: shown(session).lanes[0].loss != first, timeout=SOON)
    session.document.edit("seed", seed)
    qtbot.waitUntil(lambda: shown(session).lanes[0].loss == first, timeout=SOON)


def test_reset_restores_the_start_from_anywhere(session: Session, qtbot: QtBot) -> None:
    start, first = session.experiment, shown(session)
    session.document.edit("lanes.0.network.activation", "relu")
    session.document.add_lane()
    session.learner.run(True)
    session.player.seek(5.0)
    qtbot.waitUntil(lambda: shown(session).step > 3, timeout=SOON)
    requests_of(session).reset()
    assert session.experiment == start
    assert session.player.playback.position == 0
    assert session.player.playback.playing
    session.player.pause()
    qtbot.waitUntil(
        lambda: shown(session).step == 0 and len(shown(session).lanes) == 2, timeout=SOON
    )
    assert (shown(session).lanes[0].gradient == first.lanes[0].gradient).all()
    session.document.undo()
    assert len(session.experiment.lanes) == 3


def test_a_table_that_is_not_there_is_said_and_taken_back(
    session: Session, said: list[tuple[str, str]], qtbot: QtBot, tmp_path: Path
) -> None:
    before = session.experiment
    session.document.use_table(str(tmp_path / "none.csv"))
    qtbot.waitUntil(lambda: any(severity == "bad" for severity, _ in said), timeout=SOON)
    assert session.experiment.data.name == before.data.name
    assert shown(session).lanes[0].widths[0] == 64
    session.document.edit("lanes.0.network.depth", 5)
    qtbot.waitUntil(lambda: shown(session).lanes[0].depth == 5, timeout=SOON)


def test_a_table_of_ones_own_is_learned(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    table = tmp_path / "good.csv"
    rows = [f"{index % 7},{index % 5},{index % 2}" for index in range(60)]
    table.write_text("\n".join(["a,b,target", *rows]), encoding="utf-8")
    session.document.use_table(str(table))
    qtbot.waitUntil(lambda: shown(session).lanes[0].widths[0] == 2, timeout=SOON)
    assert shown(session).lanes[0].classes == 2
    session.document.edit("data.name", "moons")
    assert session.experiment.data.path is None


def test_a_bad_line_in_a_table_is_named(
    session: Session, said: list[tuple[str, str]], qtbot: QtBot, tmp_path: Path
) -> None:
    table = tmp_path / "bad.csv"
    table.write_text("a,b,target\n1,2,0\n3,x,1\n", encoding="utf-8")
    session.document.load(Experiment(lanes=session.experiment.lanes))
    session.document.use_table(str(table))
    qtbot.waitUntil(lambda: any("line 3" in text for _, text in said), timeout=SOON)


def test_extremes_are_shown_for_what_they_are(session: Session, qtbot: QtBot) -> None:
    session.document.edit("lanes.0.network.activation", "linear")
    session.document.edit("lanes.0.network.gain", 1e200)
    session.document.edit("data.batch_size", 1)
    qtbot.waitUntil(lambda: shown(session).lanes[0].first_nonfinite is not None, timeout=SOON)
    for path, value in (("depth", 1), ("width", 1), ("gain", 0.0), ("initializer", "zeros")):
        session.document.edit(f"lanes.0.network.{path}", value)
    qtbot.waitUntil(lambda: shown(session).lanes[0].widths == (64, 1, 10), timeout=SOON)


@pytest.mark.parametrize("dtype", FORMATS)
def test_a_weight_is_typed_in_every_number_format(
    session: Session, qtbot: QtBot, dtype: str
) -> None:
    session.document.edit("lanes.0.network.dtype", dtype)
    session.viewer.select(0, 2, 1)
    requests, lane = requests_of(session), session.experiment.lanes[0]
    requests.edit_weight(lane, 2, 1, 3, 1.5)
    requests.edit_weight(lane, 2, 1, None, -0.25)

    def typed() -> bool:
        unit = shown(session).lanes[0].unit
        edits = shown(session).experiment.lanes[0].network.edits
        return len(edits) == 2 and unit is not None and unit.bias == -0.25

    qtbot.waitUntil(typed, timeout=SOON)
    unit = shown(session).lanes[0].unit
    assert unit is not None
    assert unit.weights[3] == 1.5


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
def test_a_pipe_or_a_folder_is_no_table_and_computing_goes_on(
    session: Session, said: list[tuple[str, str]], qtbot: QtBot, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    for name, words in (("pipe.csv", "it is a pipe or a device"), ("folder.csv", "it is a folder")):
        session.document.use_table(str(tmp_path / name))
        qtbot.waitUntil(lambda words=words: any(words in text for _, text in said), timeout=SOON)
        assert session.experiment.data.name == "digits"
    assert not any("Errno" in text for _, text in said)
    session.document.edit("lanes.0.network.depth", 5)
    qtbot.waitUntil(lambda: shown(session).lanes[0].depth == 5, timeout=SOON)


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("step", [4, *longer([1])])
def test_shipped_scenarios_are_computed(session: Session, qtbot: QtBot, step: int) -> None:
    """All of them are computed in `tests/theory/test_scenarios_verdicts.py`."""
    for scenario in scenarios()[::step]:
        session.document.load(scenario.experiment)
        qtbot.waitUntil(
            lambda wanted=scenario.experiment: shown(session).experiment == wanted, timeout=3 * SOON
        )
        assert not session.document.modified


def test_another_document_is_a_question_until_its_first_pass_has_arrived(
    session: Session, qtbot: QtBot
) -> None:
    answered: list[bool] = []
    session.results.changed.connect(answered.append)
    session.player.to_end()
    assert session.results.shown
    before = shown(session)
    session.document.load(small())
    assert not session.results.shown
    session.player.seek(session.player.timeline.length)  # the end of the old networks' pass
    assert not session.results.shown
    session.player.play()
    qtbot.waitUntil(lambda: shown(session).experiment is not before.experiment, timeout=SOON)
    session.player.pause()
    assert not session.results.shown
    assert session.player.playback.position < 1  # it began with the new networks
    session.player.to_end()
    assert session.results.shown
    session.player.to_start()
    session.document.edit("lanes.0.network.activation", "tanh")
    qtbot.waitUntil(
        lambda: shown(session).experiment.lanes[0].network.activation == "tanh", timeout=SOON
    )
    assert session.results.shown
    assert answered == [True, False, True]


def test_without_motion_only_the_ends_of_the_phases_are_shown(
    session: Session, qtbot: QtBot
) -> None:
    frames: list[Frame] = []
    session.player.to_start()
    session.player.set_still(True)
    session.player.set_seconds(0.2)
    session.player.frame_changed.connect(frames.append)
    session.player.play()
    qtbot.waitUntil(lambda: frames[-1:] != [] and frames[-1].phase is Phase.UPDATE, timeout=SOON)
    seen = {frame.phase: frame for frame in frames if session.player.still}
    assert all(frame.progress == 0 for frame in frames)
    assert seen[Phase.UPDATE].reached == seen[Phase.UPDATE].layers
    session.player.pause()
    session.player.seek(1.5)  # a step of the user's own is shown as it is
    assert frames[-1].progress == 0.5
