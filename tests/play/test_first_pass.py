"""The first pass of a scenario gives nothing away before the wave has arrived."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vgsim.play.first_pass import FirstPass
from vgsim.play.frame import Phase
from vgsim.play.reached import Reached
from vgsim.play.timeline import Timeline, end_of_phase, frame_at

layers = st.integers(1, 201)
shares = st.floats(0, 1)


@given(layers, shares)
def test_the_answer_comes_with_the_gradient_of_layer_1(n: int, share: float) -> None:
    timeline = Timeline(n)
    frame = frame_at(timeline, share * timeline.length)
    arrived = Reached.of(frame, n).gradients == 1
    assert FirstPass().after(frame, 0).results_shown == arrived
    assert FirstPass(at_once=True).after(frame, 0).results_shown


def test_the_answer_stays_until_another_scenario() -> None:
    timeline = Timeline(4)
    start, end = frame_at(timeline, 0.0), frame_at(timeline, timeline.length)
    waiting = FirstPass().after(start, 0)
    assert not waiting.results_shown
    known = waiting.after(end, 0).after(start, 0)
    assert known.results_shown
    assert not known.begun().results_shown
    assert FirstPass(at_once=True).begun().results_shown


def test_networks_that_have_learned_have_nothing_to_hide() -> None:
    assert FirstPass().after(frame_at(Timeline(4), 0.0), step=1).results_shown


@given(layers, layers, shares)
def test_the_wave_spreads_over_the_next_layer_only(n: int, deepest: int, share: float) -> None:
    timeline = Timeline(max(n, deepest))
    reached = Reached.of(frame_at(timeline, share * timeline.length), n)
    assert 0 <= reached.signal_part < 1
    assert 0 <= reached.gradient_part < 1
    if reached.signal_part:
        assert reached.signals < n
        assert reached.gradients == n + 1
    if reached.gradient_part:
        assert reached.signals == n
        assert reached.gradients > 1


@given(layers, shares, shares)
def test_what_has_been_reached_grows_until_the_pass_ends(n: int, one: float, two: float) -> None:
    timeline = Timeline(n)
    first, last = (
        Reached.of(frame_at(timeline, share * timeline.length), n) for share in sorted((one, two))
    )
    assert first.signals + first.signal_part <= last.signals + last.signal_part + 1e-9
    assert last.gradients - last.gradient_part <= first.gradients - first.gradient_part + 1e-9


@given(layers, shares)
def test_without_motion_each_phase_is_shown_at_its_end(n: int, share: float) -> None:
    timeline = Timeline(n)
    moving = frame_at(timeline, share * timeline.length)
    still = end_of_phase(timeline, share * timeline.length)
    assert still.phase is moving.phase
    assert still.progress == 0
    shown = Reached.of(still, n)
    assert shown.signals == n
    assert (shown.gradients == 1) == (still.phase in (Phase.BACKWARD, Phase.UPDATE))
    assert (shown.updates == n) == (still.phase is Phase.UPDATE)
