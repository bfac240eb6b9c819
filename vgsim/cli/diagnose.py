"""`vgsim diagnose FILE`: prints what is wrong with each network, where, and why."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from vgsim.advice.suggestion import Suggestions
from vgsim.advice.words import sentence, summary
from vgsim.cli.remedies import remedies
from vgsim.cli.run import advance, trainer_of
from vgsim.compute.kernels import Kernels
from vgsim.compute.traces.judgement import LayerState
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import LaneTrace, Trace, Watch
from vgsim.describe.codec import any_table, no_table
from vgsim.files.scenario import open_scenario


def diagnose(scenario: Path, steps: int, *, allow_outside: bool = False) -> str:
    """Train the networks of a scenario and diagnose them.

    Args:
        scenario: the scenario file.
        steps: updates before the diagnosis.
        allow_outside: whether a table outside the scenario's folder may be read.

    Returns:
        The text to print.

    Raises:
        ScenarioError, SpecError, TableError, OSError: the input is at fault.
    """
    kernels = Kernels()
    experiment = open_scenario(scenario, any_table if allow_outside else no_table)
    trainer = trainer_of(experiment, kernels)
    advance(trainer, steps)
    trainer.evaluate()
    trace = trainer.trace(Watch(costly=COSTLY))
    found = [remedies(trace, lane, kernels) for lane in range(len(trace.lanes))]
    return "\n".join(diagnosis(trace, found))


def diagnosis(trace: Trace, found: Sequence[Suggestions]) -> list[str]:
    """The lines of every network's diagnosis, including suggested remedies."""
    lines = [f"after {trace.step} updates"]
    for lane, helping in zip(trace.lanes, found, strict=True):
        about = [*_about(lane), *_what_helps(helping)]
        lines += ["", lane.title, *(f"  {line}".rstrip() for line in about)]
    return [*lines, "", trace.comparison] if trace.comparison else lines


def _about(lane: LaneTrace) -> list[str]:
    judged, why = lane.judged.verdict, lane.judged.cause
    questions = (
        ("does the gradient arrive?", judged.arrives),
        ("is the update size right?", judged.step_fits),
        ("does it learn?", judged.learns),
    )
    lines = [judged.sentence, ""]
    lines += [f"{question:<26} {found.sentence}" for question, found in questions]
    lines += [f"{'why?':<26} {why}"] if why else []
    lines += [f"{place:<26} {state}" for place, state in _places(lane)]
    return lines


def _what_helps(found: Suggestions) -> list[str]:
    lines = [sentence(offer) for offer in found.offers] or [summary(found)]
    return [f"{'what helps?' if k == 0 else '':<26} {each}" for k, each in enumerate(lines) if each]


def _places(lane: LaneTrace) -> list[tuple[str, str]]:
    """Layers and their states, with neighboring layers of equal state merged."""

    def words(state: LayerState) -> str:
        return ", ".join((state.state, *state.also))

    *hidden, output = lane.judged.states
    found = []
    for state, group in groupby(hidden, key=words):
        layers = [each.layer for each in group]
        ends = str(layers[0]) if len(layers) == 1 else f"{layers[0]} to {layers[-1]}"
        found.append((f"{lane.axis}{'s' if len(layers) > 1 else ''} {ends}", state))
    return [*found, ("output layer", words(output))]
