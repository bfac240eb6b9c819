"""The clock as a value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vgsim.play.frame import Phase
from vgsim.play.playback import FASTEST, LONGEST, REST, SLOWEST, SPEEDS, Playback
from vgsim.play.timeline import SHARES, Timeline

layers = st.integers(1, 201)


def seconds_to_end(playback: Playback, timeline: Timeline, dt: float) -> float:
    """How long it plays until the whole pass is shown."""
    passed = 0.0
    while playback.position < timeline.length:
        playback = playback.advance(timeline, dt)
        passed += dt
        assert passed < 1000
    return passed


@pytest.mark.parametrize("depth", [1, 5, 21, 101])
@pytest.mark.parametrize("seconds", [0.5, 3.5, 20.0])
def test_a_pass_lasts_as_long_whatever_the_depth(depth: int, seconds: float) -> None:
    passed = seconds_to_end(Playback(seconds_per_pass=seconds), Timeline(depth), 1 / 60)
    assert passed == pytest.approx(seconds, abs=0.05)


def test_each_phase_takes_its_share() -> None:
    timeline, playback = Timeline(7), Playback(seconds_per_pass=4.0)
    spent = dict.fromkeys(Phase, 0.0)
    while playback.position < timeline.length:
        spent[timeline.phase_at(playback.position)] += 0.01
        playback = playback.advance(timeline, 0.01)
    for phase, share in SHARES.items():
        assert spent[phase] == pytest.approx(4.0 * share, abs=0.03)


@given(layers, st.floats(0, 1), st.floats(0, 1e6))
def test_a_stall_is_no_jump(n: int, share: float, dt: float) -> None:
    timeline = Timeline(n)
    playback = Playback(position=share * timeline.length)
    assert playback.advance(timeline, dt) == playback.advance(timeline, min(dt, LONGEST))


@given(layers, st.floats(0, 1))
def test_time_cannot_go_back_and_paused_it_stands(n: int, share: float) -> None:
    timeline = Timeline(n)
    playback = Playback(position=share * timeline.length)
    assert playback.advance(timeline, -1.0).position == pytest.approx(playback.position)
    paused = Playback(position=1.0, playing=False)
    assert paused.advance(timeline, 0.05) == paused


def test_rests_at_the_end_then_begins_anew_or_stops() -> None:
    timeline = Timeline(4)
    playback = Playback(position=float(timeline.length), seconds_per_pass=2.0)
    steps = 0
    while playback.position == timeline.length:
        playback, steps = playback.advance(timeline, 0.05), steps + 1
    assert playback.position == 0
    assert steps * 0.05 == pytest.approx(REST * 2.0, abs=0.06)
    once = Playback(position=float(timeline.length), loop=False).advance(timeline, 0.05)
    assert not once.playing
    assert once.position == timeline.length


@given(layers)
def test_stepping_over_phases_visits_all_boundaries_and_back(n: int) -> None:
    timeline, playback = Timeline(n), Playback(playing=True)
    visited = []
    while playback.position < timeline.length:
        playback = playback.step_phase(timeline, 1)
        visited.append(playback.position)
    assert visited == list(timeline.boundaries()[1:])
    assert not playback.playing
    for mark in reversed(timeline.boundaries()[:-1]):
        playback = playback.step_phase(timeline, -1)
        assert playback.position == mark


@given(layers, st.floats(0, 1))
def test_stepping_over_layers_is_one_tick(n: int, share: float) -> None:
    timeline = Timeline(n)
    playback = Playback(position=share * timeline.length)
    ahead, behind = playback.step_layer(timeline, 1), playback.step_layer(timeline, -1)
    assert ahead.position == int(ahead.position)
    assert playback.position <= ahead.position <= playback.position + 1
    assert playback.position - 1 <= behind.position <= playback.position
    if ahead.position < timeline.length:
        assert ahead.position > playback.position
    assert ahead.step_layer(timeline, -1).position <= playback.position


def test_speeds_run_through_the_list_and_stay_in_it() -> None:
    playback, seen = Playback(seconds_per_pass=SLOWEST), []
    for _ in range(len(SPEEDS) + 2):
        playback = playback.faster()
        seen.append(playback.seconds_per_pass)
    assert seen[-1] == FASTEST
    assert set(seen) <= set(SPEEDS)
    for _ in range(len(SPEEDS) + 2):
        playback = playback.slower()
    assert playback.seconds_per_pass == SLOWEST
    assert Playback().at_speed(1e9).seconds_per_pass == SLOWEST


def test_play_at_the_end_begins_anew() -> None:
    timeline = Timeline(3)
    assert Playback().to_end(timeline).play(timeline).position == 0
    assert Playback(position=2.5, playing=False).play(timeline).position == 2.5
    assert Playback(position=2.5).to_start() == Playback(playing=False)
