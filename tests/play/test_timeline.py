"""Which instant is shown at which position of a pass?"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vgsim.play.frame import Frame, Phase
from vgsim.play.timeline import SHARES, Timeline, frame_at, position_of, same_place_on

layers = st.integers(1, 201)
shares = st.floats(0, 1)


def place(timeline: Timeline, share: float) -> float:
    return share * timeline.length


@given(layers)
def test_phases_follow_each_other_without_a_gap(n: int) -> None:
    timeline = Timeline(n)
    spans = [timeline.span(phase) for phase in Phase]
    assert spans[0][0] == 0
    assert spans[-1][1] == timeline.length == 2 * n + 2
    assert all(a[1] == b[0] for a, b in pairwise(spans))
    assert sum(SHARES.values()) == pytest.approx(1)


@given(layers, shares, shares)
def test_what_has_been_reached_never_goes_back(n: int, one: float, other: float) -> None:
    timeline = Timeline(n)
    first, last = (frame_at(timeline, place(timeline, s)) for s in sorted((one, other)))
    order = list(Phase)
    assert order.index(first.phase) <= order.index(last.phase)
    if first.phase is last.phase:
        assert first.reached + first.progress <= last.reached + last.progress + 1e-9


@given(layers, shares)
def test_frame_holds_its_promises(n: int, share: float) -> None:
    frame = frame_at(Timeline(n), place(Timeline(n), share))
    assert 1 <= frame.layer <= frame.layers == n
    assert 0 <= frame.reached <= n
    assert 0 <= frame.progress < 1 or frame.phase is Phase.LOSS


def test_a_pass_of_three_layers() -> None:
    timeline = Timeline(3)
    seen = [(f.phase.value, f.reached, f.newest) for f in (frame_at(timeline, p) for p in range(8))]
    assert seen == [
        ("forward", 0, None),
        ("forward", 1, 1),
        ("forward", 2, 2),
        ("loss", 1, None),
        ("backward", 0, None),
        ("backward", 1, 3),
        ("backward", 2, 2),
        ("update", 0, None),
    ]
    assert frame_at(timeline, 8) == Frame(Phase.UPDATE, 3, 3, 3, 0.0)


@given(st.floats(allow_nan=False))
def test_any_position_is_a_frame(position: float) -> None:
    frame_at(Timeline(5), position)


@given(layers, st.sampled_from([Phase.FORWARD, Phase.BACKWARD]), st.data())
def test_position_of_a_layer_is_the_first_with_its_value(
    n: int, phase: Phase, data: st.DataObject
) -> None:
    timeline = Timeline(n)
    layer = data.draw(st.integers(1, n))
    position = position_of(timeline, phase, layer)
    before = frame_at(timeline, position - 1e-6)
    assert before.phase is phase
    assert before.layer == layer
    assert before.newest != layer


@given(layers, layers, shares)
def test_carried_keeps_the_phase(old: int, new: int, share: float) -> None:
    timeline = Timeline(old)
    position = place(timeline, share)
    there = same_place_on(timeline, Timeline(new), position)
    before, after = frame_at(timeline, position), frame_at(Timeline(new), there + 1e-7)
    assert list(Phase).index(after.phase) - list(Phase).index(before.phase) in (0, 1)
    assert same_place_on(timeline, timeline, position) == position
