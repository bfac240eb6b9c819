"""Extracts from a tape everything that is shown of a recurrent network, one column per step."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.types import Array, FloatArray
from vgsim.compute.traces.cells import CellDetail, CellUnit, Gate
from vgsim.compute.traces.distributions import Distributions, distributions
from vgsim.compute.traces.evidence import Evidence
from vgsim.compute.traces.extract import (
    EDGES,
    class_labels,
    decades,
    histogram,
    output_slope,
    unit_offsets,
)
from vgsim.compute.traces.measure import Scope
from vgsim.compute.traces.measures import measured
from vgsim.compute.traces.nonfinite import first_nonfinite
from vgsim.compute.traces.recurrent_checks import checks
from vgsim.compute.traces.recurrent_view import OutputView, StepsView, bounded
from vgsim.compute.traces.trace import DISTRIBUTIONS, SELF_CHECK, LaneTrace, LayerDetail, Watch
from vgsim.compute.traces.view import read_only


def recurrent_trace(
    tape: RecurrentTape, labels: Array, watch: Watch, lane: int, based_on: Evidence
) -> LaneTrace:
    """Return everything that is shown of one recurrent lane.

    Its columns are the steps; the units of a column are those of all levels, in order. For the
    arguments see `vgsim.compute.traces.extract.lane_trace`.
    """
    plan = tape.plan
    example = None if watch.example is None else min(watch.example, tape.batch - 1)
    widths = (plan.data.features, *[plan.levels * plan.hidden] * plan.steps, plan.outputs)
    with np.errstate(all="ignore"):
        states = [tape.hidden(level)[1:] for level in range(tape.levels)]
        gradients = [tape.grad_hidden(level)[1:] for level in range(tape.levels)]
        last = slice(-tape.batch, None)
        picture = plan.data.image_shape
        x = tape.inputs().transpose(1, 0, 2).reshape(tape.batch, -1)
        return LaneTrace(
            title=plan.title,
            network=plan.spec,
            training=plan.training,
            learning_rate=tape.learning_rate,
            widths=widths,
            offsets=unit_offsets(widths),
            activation=_columns(states, tape.output()[last], example, 1.0),
            gradient=_columns(gradients, tape.grad_output()[last], example, float(tape.batch)),
            inputs=read_only(_shown(x, example) if picture else np.empty(0)),
            target=read_only(np.empty(0) if example is None else tape.target()[last][example]),
            weights=(),
            weight_gradients=(),
            measures=_measures(tape, watch) if watch.measured else {},
            loss=tape.loss,
            first_nonfinite=first_nonfinite(tape),
            skips=(),
            frozen=(),
            activations=(plan.activation.name,) * plan.steps,
            batch=tape.batch,
            input_power=0.0,
            input_mean_power=0.0,
            smallest_gradient=plan.smallest_gradient * tape.batch,
            classes=plan.data.classes,
            class_names=plan.data.class_names,
            input_names=(),
            image_shape=picture,
            labels=class_labels(plan.data.classes, labels),
            detail=_detail(tape, min(max(watch.layer, 1), plan.steps + 1), example or 0),
            unit=None,
            evidence=based_on,
            axis="step",
            headline="gradient_activation",
            levels=plan.levels,
            cell=None if watch.level is None else _cell(tape, watch.level, example),
            cell_unit=_unit(tape, watch, example or 0) if watch.lane == lane else None,
            checks=checks(tape) if SELF_CHECK in watch.costly else (),
            distributions=_distributions(tape) if DISTRIBUTIONS in watch.costly else None,
        )


def _distributions(tape: RecurrentTape) -> Distributions:
    """Return the histograms of every step: of the states of all levels, and their gradients."""
    levels = range(tape.levels)
    states = np.concatenate([tape.hidden(level)[1:] for level in levels], axis=-1)
    gradients = np.concatenate([tape.grad_hidden(level)[1:] for level in levels], axis=-1)
    return distributions(None, list(states), list(gradients), tape.batch)


def _shown(x: Array, example: int | None, axis: int = 0) -> Array:
    """Return one example, or the mean of magnitudes over all if `example` is None."""
    found = (
        np.abs(x).mean(axis=axis, dtype=np.float64) if example is None else x.take(example, axis)
    )
    return np.asarray(found)


def _columns(states: list[Array], output: Array, example: int | None, scale: float) -> FloatArray:
    """Return all steps in order, each with all levels, followed by the output."""
    shown = [_shown(each, example, axis=1) for each in states]
    steps = np.concatenate(shown, axis=1).ravel()
    return read_only(np.concatenate([steps, _shown(output, example)]) * scale)


def _measures(tape: RecurrentTape, watch: Watch) -> Mapping[str, FloatArray]:
    scopes: set[Scope] = {"all", "recurrent"}
    if tape.plan.cell.keep_gate is not None:
        scopes.add("gated")
    if bounded(tape):
        scopes.add("bounded")
    views = (StepsView(tape), OutputView(tape))
    return measured(views, (tape.steps, 1), watch.costly, scopes)


def _detail(tape: RecurrentTape, step: int, example: int) -> LayerDetail:
    """Return the detail of a step: preactivations of all levels, in gated cells the candidate's."""
    plan = tape.plan
    levels, t = range(tape.levels), step - 1
    if step > plan.steps:
        z, value = tape.output_preactivation()[-tape.batch :], tape.output()[-tape.batch :]
        slope = output_slope(z, value, plan.output)
        delta = tape.grad_output()[-tape.batch :]
    elif plan.cell.any_activation:
        z, slope, delta, value = (
            np.concatenate(each, axis=1)
            for each in (
                [tape.preactivation(k)[t, :, 0] for k in levels],
                [tape.gate(k)[t, :, 0] for k in levels],
                [tape.grad_preactivation(k)[t, :, 0] for k in levels],
                [tape.hidden(k)[step] for k in levels],
            )
        )
    else:
        z = np.concatenate([tape.preactivation(k)[t, :, 2] for k in levels], axis=1)
        if "s" in plan.cell.gates:
            z = z + np.concatenate([tape.gate(k)[t, :, 3] for k in levels], axis=1)
        value = np.concatenate([tape.gate(k)[t, :, 2] for k in levels], axis=1)
        slope = 1 - value * value
        delta = np.concatenate([tape.grad_preactivation(k)[t, :, 2] for k in levels], axis=1)
    drawn = plan.slopes and step <= plan.steps
    slopes = np.concatenate([tape.slope(k) for k in levels]) if drawn else np.empty(0)
    return LayerDetail(
        layer=step,
        preactivations=read_only(z[example]),
        activations=read_only(value[example]),
        derivatives=read_only(slope[example]),
        slopes=read_only(slopes),
        edges=EDGES,
        **histogram(z),
        **decades(delta, tape.batch),
    )


def _cell(tape: RecurrentTape, level: int, example: int | None) -> CellDetail:
    """Return one level over time, for one example or as means of magnitudes over the batch."""
    plan = tape.plan
    level = min(max(level, 0), tape.levels - 1)

    def over_time(x: Array, scale: float = 1.0) -> FloatArray:
        return read_only(_shown(x, example, axis=1) * scale)

    gates, has_cell_state = tape.gate(level), plan.cell.has_cell_state
    names = () if plan.cell.any_activation else plan.cell.gates
    outputs = tape.output().reshape(-1, tape.batch, plan.outputs)
    targets = tape.target().reshape(-1, tape.batch, plan.outputs)
    none = np.empty((0, 0))
    return CellDetail(
        level=level,
        inputs=over_time(tape.inputs(level)),
        gates={name: over_time(gates[:, :, k]) for k, name in enumerate(names) if name != "s"},
        hidden=over_time(tape.hidden(level)[1:]),
        cell_state=over_time(tape.cell_state(level)[1:]) if has_cell_state else read_only(none),
        outputs=over_time(outputs),
        targets=over_time(targets),
        grad_hidden=over_time(tape.grad_hidden(level)[1:], tape.batch),
        grad_cell_state=over_time(tape.grad_cell_state(level)[1:], tape.batch)
        if has_cell_state
        else read_only(none),
    )


def _unit(tape: RecurrentTape, watch: Watch, example: int) -> CellUnit | None:
    """Return the arithmetic of one unit at one step; None if there is no such unit."""
    plan, unit, step = tape.plan, watch.unit, watch.layer
    if unit is None or unit >= plan.levels * plan.hidden or not 1 <= step <= plan.steps:
        return None
    level, own = divmod(unit, plan.hidden)
    t, here, batch = step - 1, (example, own), float(tape.batch)
    x, h = tape.inputs(level)[t, example], tape.hidden(level)[t, example]
    gates: dict[str, Gate] = {}
    for k, name in enumerate(plan.cell.gates):
        value = tape.gate(level)[t, example, k, own]
        if plan.cell.any_activation:  # there the tape holds f'(z)
            value = tape.hidden(level)[step][here]
        gates[name] = Gate(
            inputs=float(tape.input_weight(level)[k, own] @ x),
            states=float(tape.recurrent_weight(level)[k, own] @ h),
            bias=float(tape.bias(level)[k, own]),
            value=float(value),
            gradient=float(tape.grad_preactivation(level)[t, example, k, own]) * batch,
        )
    has_cell_state = plan.cell.has_cell_state
    return CellUnit(
        step=step,
        level=level,
        unit=own,
        example=example,
        gates=gates,
        before=float(h[own]),
        hidden=float(tape.hidden(level)[step][here]),
        cell_state_before=float(tape.cell_state(level)[t][here]) if has_cell_state else 0.0,
        cell_state=float(tape.cell_state(level)[step][here]) if has_cell_state else 0.0,
        gradient_hidden=float(tape.grad_hidden(level)[step][here]) * batch,
        gradient_cell_state=float(tape.grad_cell_state(level)[step][here]) * batch
        if has_cell_state
        else 0.0,
        slope=float(tape.gate(level)[t, example, 0, own]) if plan.cell.any_activation else 0.0,
    )
