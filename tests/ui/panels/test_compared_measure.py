"""The measure of the headline among those that the user chose, for layers and for time steps."""

from __future__ import annotations

from dataclasses import replace

from tests.ui.plotting import trace_of
from ui.panels.gradients.choice import DEFAULTS, RECURRENT_DEFAULTS
from ui.panels.gradients.compared import ComparedMeasure
from vgsim.compute.traces.trace import Trace

EXTRA = "update_ratio"


def watching(measure: str) -> Trace:
    trace = trace_of()
    return replace(trace, watch=replace(trace.watch, measure=measure))


def test_a_headline_does_not_keep_the_measures_of_another_kind_of_network() -> None:
    compared = ComparedMeasure()
    chosen = compared.among(RECURRENT_DEFAULTS, watching(EXTRA))
    assert chosen == RECURRENT_DEFAULTS | {EXTRA}
    chosen = compared.in_place_of(RECURRENT_DEFAULTS, chosen, DEFAULTS)
    assert chosen == DEFAULTS | {EXTRA}
    assert compared.among(chosen, watching("")) == DEFAULTS


def test_a_usual_measure_of_the_headline_stays_with_other_networks() -> None:
    compared = ComparedMeasure()
    usual = "gradient_activation"
    chosen = compared.among(RECURRENT_DEFAULTS, watching(usual))
    chosen = compared.in_place_of(RECURRENT_DEFAULTS, chosen, DEFAULTS)
    assert chosen == DEFAULTS | {usual}
    assert compared.among(chosen, watching("")) == DEFAULTS


def test_what_the_user_chose_stays() -> None:
    own = frozenset({"saturated"})
    compared = ComparedMeasure()
    chosen = compared.among(own, watching(EXTRA))
    assert compared.in_place_of(RECURRENT_DEFAULTS, chosen, DEFAULTS) == own | {EXTRA}
