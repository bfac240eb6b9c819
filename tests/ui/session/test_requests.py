"""Requests of panels reach the network their picture showed, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from inspect import signature
from typing import Any

import pytest

from tests.ui.recorder import PARTS, methods, request, requests_of
from tests.ui.session.desks import MIDDLE, NETWORKS, Desk, made
from ui.exchange.requests import Requests
from ui.session.requests import CHANGED, GONE
from ui.session.session import Session
from vgsim.advice.suggestion import HelpRequest
from vgsim.compute.learning.seeds import Seeds
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.evidence import Break
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.describe.spec import Experiment, NetworkSpec, OwnActivation
from vgsim.theory.comparison import Comparison
from vgsim.theory.diagram import Plane
from vgsim.theory.sweep import SweepAxis

OTHER = NetworkSpec(depth=5, width=7, activation="selu", initializer="lecun_normal")
SELU = {"network.activation": "selu", "network.initializer": "lecun_normal"}
REMEDIES = ("take_remedy", "add_remedy")


@pytest.fixture
def desk(qapp: object) -> Iterator[Desk]:
    made_ = Desk(made(*NETWORKS))
    yield made_
    made_.session.player.stop()


def plane(shown: Experiment) -> Plane:
    path = f"lanes.{MIDDLE}.network."
    return Plane(
        shown,
        MIDDLE,
        SweepAxis(path + "sigma_w", (0.5, 1.0)),
        SweepAxis(path + "sigma_b", (0.0, 0.5)),
    )


KINDS = (
    Requests,
    *(kind for part, kind in PARTS.items() if part not in ("files", "window", "lessons")),
)
# What each request of a panel is asked with while the picture of `desk` is shown; those that take
# nothing follow by themselves.
ASKED: dict[str, Callable[[Desk], tuple[Any, ...]]] = {
    "select": lambda desk: (desk.lane, 4, 5, 3),
    "edit_lane": lambda desk: (desk.lane, "network.width", 9, "drag"),
    "edit_layer": lambda desk: (desk.lane, 4, "activation", "elu", "drag"),
    "edit_weight": lambda desk: (desk.lane, 4, 5, 3, 1.5),
    "take_remedy": lambda desk: (desk.lane, desk.shown.experiment, SELU, "SELU"),
    "add_remedy": lambda desk: (desk.lane, desk.shown.experiment, SELU, "SELU"),
    "branch": lambda desk: (desk.lane,),
    "add_network": lambda desk: (desk.lane, OTHER),
    "copy_lane": lambda desk: (desk.lane,),
    "remove_lane": lambda desk: (desk.lane,),
    "move": lambda desk: (plane(desk.shown.experiment), 1.25, 0.25, "plane 1"),
    "go_to": lambda desk: (12, desk.shown.experiment),
    "compute_plane": lambda desk: (plane(desk.shown.experiment),),
    "compare": lambda desk: (
        Comparison(desk.shown.experiment, MIDDLE, ("relu",), ("he_normal",), (7,), 10),
    ),
    "spread": lambda desk: (Seeds(desk.shown.experiment, 5, 200),),
    "suggest": lambda desk: (HelpRequest(desk.shown.experiment, MIDDLE, desk.shown.lanes[MIDDLE]),),
    "advise": lambda desk: (HelpRequest(desk.shown.experiment, MIDDLE, desk.shown.lanes[MIDDLE]),),
    "set_example": lambda desk: (7,),
    "set_level": lambda desk: (3,),
    "set_costly": lambda desk: ("gradients", frozenset({"saturated"})),
    "edit": lambda desk: ("training.learning_rate", 0.3, "drag"),
    "offer_table": lambda desk: ("/nowhere/table.csv",),
    "refuse": lambda desk: ("That is no number.",),
    "set_linked": lambda desk: (True,),
    "compare_activation": lambda desk: ("elu", True),
    "add_function": lambda desk: (OwnActivation("mine", "x"),),
    "change_function": lambda desk: ("mine", OwnActivation("mine", "2*x"), "drag"),
    "remove_function": lambda desk: ("mine",),
    "tune": lambda desk: ("elu", "alpha", 0.5, "drag"),
    "set_stage": lambda desk: ("curves",),
    "set_seconds": lambda desk: (5.0,),
    "step": lambda desk: (1,),
    "seek": lambda desk: (7.5,),
    "step_layer": lambda desk: (1,),
    "step_phase": lambda desk: (1,),
    "step_update": lambda desk: (1,),
    "run": lambda desk: (True,),
} | {
    name: lambda desk: ()
    for kind in KINDS
    for name in methods(kind)
    if list(signature(getattr(kind, name)).parameters) == ["self"]
}
OF_A_LANE = (
    "select", "edit_lane", "edit_layer", "edit_weight", "take_remedy", "add_remedy",
    "branch", "add_network", "copy_lane", "remove_lane", "move",
)  # fmt: skip
NOT_OF_PANELS = {"replay", "continue_slower"}  # see below
AFTER_THE_DOCUMENT = {"set_goal", "set_memory"}  # they hold for whatever is learned


def test_every_request_is_tried_here() -> None:
    known = {name for kind in KINDS for name in methods(kind)}
    assert known == set(ASKED) | NOT_OF_PANELS | AFTER_THE_DOCUMENT


@dataclass(frozen=True)
class Change:
    """What happens between the picture and the request."""

    name: str
    do: Callable[[Session], object]
    gone: bool = False  # whether the network that was shown is no longer there
    changed: bool = False  # whether it is another network by now
    loads: bool = False  # whether another document was opened


def other_data(session: Session) -> None:
    session.document.edit("data.name", "latch")
    session.document.edit("data.batch_size", 2)


def shrink(session: Session) -> None:
    session.document.edit(f"lanes.{MIDDLE}.network.depth", 1)
    session.document.edit(f"lanes.{MIDDLE}.network.width", 1)


def remove_and_undo(session: Session) -> None:
    session.document.remove_lane(MIDDLE)
    session.document.undo()


def remove_the_shown_of_two(session: Session) -> None:
    session.document.remove_lane(2)
    session.document.remove_lane(MIDDLE)


CHANGES = (
    Change("nothing", lambda session: None),
    Change("the network before it removed", lambda session: session.document.remove_lane(0)),
    Change("the network after it removed", lambda session: session.document.remove_lane(2)),
    Change("it removed", lambda session: session.document.remove_lane(MIDDLE), gone=True),
    Change("the last ones removed", remove_the_shown_of_two, gone=True),
    Change("it removed and undone", remove_and_undo),
    Change("a copy of the first", lambda session: session.document.copy_lane(0)),
    Change("a copy of it", lambda session: session.document.copy_lane(MIDDLE)),
    Change("smaller", shrink, changed=True),
    Change(
        "another activation",
        lambda session: session.document.edit(f"lanes.{MIDDLE}.network.activation", "elu"),
        changed=True,
    ),
    Change(
        "recurrent",
        lambda session: (
            session.document.edit("data.name", "latch"),
            session.document.edit(f"lanes.{MIDDLE}.network.cell", "lstm"),
        ),
        changed=True,
    ),
    Change("other data", other_data),
    Change(
        "another document", lambda session: session.document.load(made(OTHER)),
        gone=True, loads=True,
    ),
    Change(
        "the same document once more", lambda session: session.document.load(made(*NETWORKS)),
        gone=True, loads=True,
    ),
    Change(
        "a reset",
        lambda session: (session.document.remove_lane(0), requests_of(session).reset()),
    ),
)  # fmt: skip


def others(experiment: Experiment, identity: object) -> list[tuple[object, NetworkSpec]]:
    lanes = experiment.lanes
    return [(lane.identity, lane.network) for lane in lanes if lane.identity is not identity]


def pairs() -> list[Any]:
    """Every request after every change; most of those of no network only with --long."""
    few = ("nothing", "it removed", "recurrent", "another document")
    long = pytest.mark.long
    return [
        pytest.param(name, change, id=f"{name}-{change.name}", marks=() if whole else long)
        for name in ASKED
        for change in CHANGES
        for whole in [name in (*OF_A_LANE, "go_to") or change.name in few]
    ]


@lru_cache(1000)
def computed(experiment: Experiment, watch: Watch) -> Trace:
    return Trainer(experiment, watch).trace()


@pytest.mark.parametrize(("name", "change"), pairs())
def test_it_is_done_to_that_network_or_not_at_all(desk: Desk, name: str, change: Change) -> None:
    session, arguments = desk.session, ASKED[name](desk)
    change.do(session)
    before, watch, job = session.experiment, session.viewer.watch, session.dispatcher.job
    desk.said.clear()
    request(desk.requests, name)(*arguments)
    after, asked = session.experiment, desk.lane.identity
    if name in OF_A_LANE:
        known = {id(lane.identity) for lane in before.lanes}
        kept = [lane for lane in others(after, asked) if id(lane[0]) in known]
        assert kept == others(before, asked)  # no other network was touched
        if change.gone:
            assert (after, session.viewer.watch) == (before, watch)
            assert desk.said == [GONE]
    if name == "go_to" and change.loads:
        assert (session.dispatcher.job, desk.said) == (job, [GONE])
    if name == "select" and not change.gone:
        assert after.lanes[session.viewer.watch.lane].identity is asked
    other = change.changed or (name in REMEDIES and change.name == "other data")
    if name in ("branch", *REMEDIES) and other:
        assert (after, desk.said) == (before, [CHANGED])
    # whatever is asked for now can be computed
    if (after, session.viewer.watch) != (before, watch):
        computed(after, session.viewer.watch)


def test_a_suggestion_goes_to_the_same_network_in_its_new_place(desk: Desk) -> None:
    desk.session.document.remove_lane(0)
    desk.requests.take_remedy(*ASKED["take_remedy"](desk))
    networks = [lane.network for lane in desk.session.experiment.lanes]
    selu = replace(NETWORKS[MIDDLE], activation="selu", initializer="lecun_normal")
    assert networks == [selu, NETWORKS[2]]
    desk.session.document.undo()
    desk.requests.add_remedy(*ASKED["add_remedy"](desk))
    networks = [lane.network for lane in desk.session.experiment.lanes]
    assert networks == [NETWORKS[MIDDLE], NETWORKS[2], selu]


def test_a_change_of_the_data_is_made_for_one_network_only(desk: Desk) -> None:
    raw = {"data.standardize": False, "training.learning_rate": 0.5}
    before = desk.session.experiment
    desk.requests.take_remedy(desk.lane, desk.shown.experiment, raw, "raw")
    after = desk.session.experiment
    own = after.lanes[MIDDLE]
    assert own.data is not None
    assert own.training is not None
    assert (own.data.standardize, own.training.learning_rate) == (False, 0.5)
    others = [lane for index, lane in enumerate(after.lanes) if index != MIDDLE]
    assert others == [lane for index, lane in enumerate(before.lanes) if index != MIDDLE]
    assert (after.data, after.training) == (before.data, before.training)
    desk.session.document.undo()  # one step, whatever was changed
    assert desk.session.experiment == before


def test_equal_networks_are_told_apart(qapp: object) -> None:
    twins = Desk(made(NETWORKS[0], NETWORKS[0], NETWORKS[0]))
    first, *rest = twins.shown.experiment.lanes
    twins.session.document.remove_lane(0)
    twins.requests.take_remedy(first, twins.shown.experiment, SELU, "SELU")
    assert twins.session.experiment.lanes == tuple(rest)
    twins.requests.remove_lane(rest[1])
    assert [lane.identity for lane in twins.session.experiment.lanes] == [rest[0].identity]


def test_weights_typed_quickly_all_count(desk: Desk) -> None:
    for unit in (0, 1):
        desk.requests.edit_weight(desk.lane, 2, unit, 0, 1.5)
    assert len(desk.session.experiment.lanes[MIDDLE].network.edits) == 2


@pytest.mark.parametrize("name", ["replay", "continue_slower"])
def test_a_break_of_a_removed_network_has_no_remedy(desk: Desk, name: str) -> None:
    session = desk.session
    session.document.remove_lane(MIDDLE)
    job = session.dispatcher.job
    broken = Break(MIDDLE, 10, "forward", 2)
    request(desk.requests, name)(broken, desk.shown.experiment)
    assert (session.dispatcher.job, desk.said[-1]) == (job, GONE)


def test_a_slower_rate_goes_to_the_network_that_broke(desk: Desk) -> None:
    desk.session.document.edit(f"lanes.{MIDDLE}.training.learning_rate", 0.5)
    desk.session.document.remove_lane(0)
    broken = Break(MIDDLE, 10, "forward", 2)
    desk.requests.continue_slower(broken, desk.shown.experiment)
    own = [lane.training for lane in desk.session.experiment.lanes]
    assert own[0] is not None
    assert own[0].learning_rate == 0.05
    assert own[1] is None
