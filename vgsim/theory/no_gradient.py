"""Says why the gradient is exactly 0 at some layers or steps, and what can still learn."""

from __future__ import annotations

from vgsim.compute.traces.trace import LaneTrace
from vgsim.words.language import tr
from vgsim.words.lists import listed


def no_gradient(lane: LaneTrace, reached: int) -> tuple[str, str]:
    """Why the gradient is exactly 0, as one sentence, and what can still learn, if anything.

    Args:
        lane: the trace of the pass.
        reached: the last layer or step that receives no gradient, from 1.
    """
    if lane.network.truncation:
        return tr(
            "From step {step} back the gradient is exactly 0: it is truncated.", step=reached
        ), tr("Nothing is learned from those steps.")
    if lane.evidence.gradient[-1] == 0.0 and lane.loss == 0.0:
        text = tr("The loss is 0, and so is the gradient at the output.")
        return text, tr("Nothing can change.")
    if lane.evidence.gradient[-1] == 0.0:
        return tr("The gradient at the output is exactly 0."), tr("Nothing can change.")
    if lane.recurrent:
        return _no_step(lane, reached), ""
    return _no_layer(lane, reached), _what_learns(lane, reached)


def _no_step(lane: LaneTrace, step: int) -> str:
    """Why no gradient reaches a step of a recurrent network."""
    if float(lane.evidence.underflowed[step - 1]) > 0:
        return tr(
            "From step {step} back the gradient is exactly 0: it is too small for {format}.",
            step=step, format=lane.network.dtype,
        )  # fmt: skip
    if float(lane.measures["weight_norm"][step]) == 0.0:
        return tr("The weights after step {step} are all 0, so no gradient passes them.", step=step)
    if lane.evidence.dead[min(step, lane.depth - 1)] >= 1.0:
        return tr(
            "From step {step} back the gradient is exactly 0: every unit is saturated or dead "
            "there (f′ = 0).",
            step=step,
        )
    return tr(
        "From step {step} back the gradient is exactly 0: all weights from one step to the next "
        "are 0.",
        step=step,
    )


def _no_layer(lane: LaneTrace, layer: int) -> str:
    """Why no gradient reaches a layer of a feedforward network."""
    if lane.evidence.dead[layer - 1] >= 1.0:
        return _dead_layers(lane)
    if float(lane.evidence.underflowed[layer - 1]) > 0:
        return tr(
            "{finding}: it is too small for {format}.",
            finding=_from(layer), format=lane.network.dtype,
        )  # fmt: skip
    if float(lane.measures["weight_norm"][layer]) == 0.0:
        return tr(
            "The weights after layer {layer} are all 0, so no gradient passes them.", layer=layer
        )
    if _dropped(lane, layer):
        return tr("In this update dropout has set all outputs of layer {layer} to 0.", layer=layer)
    if layer == lane.depth and lane.evidence.arriving[layer - 1] == 0.0:
        return tr(
            "{finding}: the weights of all output units are equal, and their errors cancel.",
            finding=_from(layer),
        )
    return tr("{finding}.", finding=_from(layer))


def _dropped(lane: LaneTrace, layer: int) -> bool:
    """Whether dropout removed everything that units of a layer gave, which is chance."""
    if not lane.network.dropout:
        return False
    given = ("preactivation_mean", "preactivation_std")  # if all are 0, so is f(0) of most f
    some = any(float(lane.measures[name][layer - 1]) != 0.0 for name in given)
    return some and _silent(lane, layer)


def _from(layer: int) -> str:
    """From which layer on the gradient is 0, as a main clause."""
    if layer == 1:
        return tr("At layer 1 the gradient is exactly 0")
    return tr("From layer {layer} down the gradient is exactly 0", layer=layer)


def _what_learns(lane: LaneTrace, reached: int) -> str:
    """What can still learn if layer `reached` and all before it receive no gradient."""
    silent = _silent(lane, reached)
    if lane.network.dropout and lane.evidence.dead[reached - 1] >= 1.0:
        return tr("Only what comes after them learns from this update.")
    if _dropped(lane, reached):
        return tr("Only what comes after it learns from this update.")
    if reached < lane.depth:
        text = (
            tr("Layer 1 cannot learn.") if reached == 1
            else tr("Layers 1 to {layer} cannot learn.", layer=reached)
        )  # fmt: skip
        same = tr(
            "Layer {layer} outputs only 0: the layers after it give the same output for every "
            "example.",
            layer=reached,
        )
        return f"{text} {same}" if silent else text
    if lane.evidence.weight_gradient[lane.depth] > 0:
        return tr("Only the output layer can learn.")
    if lane.measures["gradient_bias"][lane.depth] == 0:
        return tr("Nothing can change.")
    if silent:
        return tr(
            "Layer {layer} outputs only 0, so only the output layer's biases can learn: the "
            "output is the same for every example.",
            layer=reached,
        )
    return tr("Only the output layer's biases can learn: the output is the same for every example.")


def _silent(lane: LaneTrace, layer: int) -> bool:
    """Whether all outputs of a hidden layer are 0, so that the weights after it cannot change."""
    spread = ("activation_mean", "activation_std")
    zero = all(float(lane.measures[name][layer - 1]) == 0.0 for name in spread)
    return zero and lane.evidence.weight_gradient[layer] == 0


def _dead_layers(lane: LaneTrace) -> str:
    """A sentence that names the dead layers."""
    dead = [layer for layer in range(1, lane.depth + 1) if lane.evidence.dead[layer - 1] >= 1.0]
    first, last = dead[0], dead[-1]
    names = listed([str(each) for each in dead])
    if len(dead) > 2 and dead == list(range(first, last + 1)):
        names = tr("{first} to {last}", first=first, last=last)
    if lane.network.dropout:  # which may have removed what the units would have answered
        if first == last:
            return tr(
                "In this update f′ = 0 in all units of layer {layer}, for every example.",
                layer=first,
            )
        return tr(
            "In this update f′ = 0 in all units of layers {layers}, for every example.",
            layers=names,
        )
    if first == last:
        return tr("All units of layer {layer} are dead: f′ = 0 for every example.", layer=first)
    return tr("All units of layers {layers} are dead: f′ = 0 for every example.", layers=names)
