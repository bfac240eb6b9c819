"""Which instants a film shows."""

from __future__ import annotations

from itertools import pairwise

import pytest

from vgsim.play.film import FilmOrder, FilmPace, learning_updates, pass_positions, seconds_left
from vgsim.play.frame import Phase
from vgsim.play.playback import REST, Playback
from vgsim.play.timeline import Timeline

PACE = FilmPace(5.0, 20)


def test_a_film_shows_the_instants_that_the_window_shows() -> None:
    timeline = Timeline(20)
    playback = Playback(seconds_per_pass=4.0)  # and a second of rest
    for position in pass_positions(timeline, PACE)[:-1]:
        assert position == playback.position
        playback = playback.advance(timeline, 1 / PACE.rate)


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("seconds", [1.0, 8.0])
def test_a_film_rests_at_the_end_of_its_last_phase(phase: Phase, seconds: float) -> None:
    timeline, pace = Timeline(9), FilmPace(seconds, 30)
    found = pass_positions(timeline, pace, phase)
    end = timeline.span(phase)[1]
    assert len(found) == pace.count
    assert found[0] == 0
    assert all(first <= second for first, second in pairwise(found))
    rest = sum(each == end for each in found) / pace.rate
    assert rest == pytest.approx(seconds * REST / (1 + REST), abs=2 / pace.rate)


def test_a_run_is_shown_evenly_from_its_first_to_its_last_update() -> None:
    found = learning_updates(10, 90, PACE)
    assert len(found) == PACE.count
    assert (found[0], found[-1]) == (10, 90)
    steps = {second - first for first, second in pairwise(found) if second < 90}
    assert steps <= {1, 2}
    assert found.count(90) > PACE.rate / 2


def test_the_beginnings_of_frames_do_not_drift() -> None:
    pace = FilmPace(60.0, 30)
    assert pace.edge(pace.count, 1000) == 60_000
    assert {pace.edge(k + 1, 100) - pace.edge(k, 100) for k in range(pace.count)} == {3, 4}


@pytest.mark.parametrize(("seconds", "rate"), [(0.5, 30), (float("nan"), 30), (8, 5), (8, 100)])
def test_a_film_that_is_too_short_or_too_fast_is_refused(seconds: float, rate: int) -> None:
    with pytest.raises(ValueError, match=r"^A film .*\.$"):
        FilmPace(seconds, rate)


def test_estimates() -> None:
    small, large = FilmOrder(size=(1280, 720)), FilmOrder(size=(3840, 2160))
    assert large.estimate == pytest.approx(9 * small.estimate, rel=1e-3)
    assert FilmOrder("learning").estimate > 3 * FilmOrder("pass").estimate
    assert seconds_left(0, 100, 3.0) is None
    assert seconds_left(25, 100, 3.0) == 9.0
