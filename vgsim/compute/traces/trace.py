"""A trace: everything that can be shown of one pass of every lane, as small read-only arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from vgsim.compute.arrays.types import FloatArray as FloatArray
from vgsim.compute.arrays.types import IntArray
from vgsim.compute.traces.cells import CellDetail, CellUnit
from vgsim.compute.traces.curves import Curves, Leaders, Losses
from vgsim.compute.traces.distributions import GRADIENT_DECADES as GRADIENT_DECADES
from vgsim.compute.traces.distributions import Distributions
from vgsim.compute.traces.evidence import Evidence
from vgsim.compute.traces.grades import Grades
from vgsim.compute.traces.judgement import Judgement
from vgsim.compute.traces.predictions import Predictions
from vgsim.describe.spec import Experiment, NetworkSpec, TrainingSpec

# further names that `Watch.costly` may contain
SELF_CHECK = "self check"  # independent checks of the pass
PREDICTIONS = "predictions"  # predictions on the test set and over the input space
DISTRIBUTIONS = "distributions"  # histograms of every layer
GRADES = "grades"  # recall of each class, and scores in training mode


@dataclass(frozen=True, slots=True)
class Watch:
    """What the user is viewing; a trace contains details only of this.

    `example` indexes the batch; None requests batch means of magnitudes. `layer` counts from 1 to
    depth + 1; each lane clips it to its own depth. `unit` is the inspected unit, or None. `input`
    is the unit of the previous layer whose weight into `unit` is inspected, or None. `level`, from
    0, is the level of a recurrent network whose cell is shown over time, or None. `measure` is what
    the headline compares (`vgsim.words.scenarios.COMPARED`); empty: the first gradient. Without
    `measured`, a trace has no measures: the evidence for a verdict is enough for some.
    """

    example: int | None = None
    layer: int = 1
    lane: int = 0
    unit: int | None = None
    costly: frozenset[str] = frozenset()  # names of costly measures to compute
    input: int | None = None
    level: int | None = None
    measure: str = ""
    measured: bool = True


@dataclass(frozen=True, slots=True)
class LayerDetail:
    """The watched layer of one lane."""

    layer: int
    # (n,) u, the argument of f, for the watched example, or example 0 if means are shown
    preactivations: FloatArray
    activations: FloatArray  # (n,) f(u)
    derivatives: FloatArray  # (n,) f'(u)
    slopes: FloatArray  # (n,) alpha of each unit for PReLU and RReLU, else empty
    histogram: FloatArray  # (bins,) fraction of all u (batch x n) in each bin
    edges: FloatArray  # (bins + 1,) fixed: -8 ... 8
    below: float  # fraction of u below the first edge
    above: float  # fraction above the last edge
    nonfinite: float  # fraction that is NaN or infinite
    gradient_fractions: FloatArray  # (decades,) fractions of |dL_example/dz| by GRADIENT_DECADES
    gradient_zeros: float  # fraction that is exactly 0


@dataclass(frozen=True, slots=True)
class SignalPath:
    """The stages of a unit's signal between z and the layer's output, for one example.

    None means that the layer does not have this stage. Gradients are those of L_example.
    """

    norm: str  # name of the normalization, or "none"
    before: bool  # whether it comes before f
    normalized: float | None  # n, with mean 0 and standard deviation 1
    gamma: float
    beta: float
    argument: float  # u
    value: float  # f(u)
    mask: float | None  # dropout's factor
    skip_from: int  # layer where the skip into this one starts; 0: none
    skip: float | None  # the value that the skip adds
    skip_first: bool  # whether it is added before f
    branch: float | None  # the value of the branch, before its factor
    scale: float  # the branch's factor α
    gradient_skip: float | None  # reaches this unit's output along a skip that starts here
    gradient_value: float  # dL/df(u)
    gradient_argument: float  # dL/du


@dataclass(frozen=True, slots=True)
class UnitDetail:
    """The arithmetic of the watched unit for one example: z = sum w a + b, and delta = dL/dz."""

    layer: int
    unit: int
    example: int
    inputs: FloatArray  # (fan_in,) activations of the previous layer
    weights: FloatArray  # (fan_in,)
    bias: float
    preactivation: float
    activation: float
    derivative: float
    next_weights: FloatArray  # (fan_out of the next layer,) empty for the output layer
    next_gradients: FloatArray  # (same,) dL_example/dz of the next layer
    gradient_activation: float  # dL_example/da
    gradient_preactivation: float  # dL_example/dz = delta
    weight_gradients: FloatArray  # (fan_in,) dL/dw of the mean loss over the batch
    bias_gradient: float
    path: SignalPath | None  # None if f is applied directly to z and nothing follows


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check of a pass."""

    name: str
    error: float  # largest relative error; NaN if numbers are not finite
    help: str


@dataclass(frozen=True, slots=True)
class Link:
    """One factor in a chain of single units, layer + 1 to layer: δ_l = w_{l+1} f'(z_l) δ_{l+1}."""

    layer: int
    weight: float
    preactivation: float  # z_l of the watched example; the first one if means are shown
    derivative: float  # f'(z_l)


@dataclass(frozen=True, slots=True)
class LaneTrace:
    """One lane. Layers are 1 ... depth + 1, the output layer last; arrays index them from 0.

    In a recurrent network, layers are time steps 1 ... T, then the output layer. The units of a
    step are those of all levels. `headline` names the measure of the gradient that is followed.

    Gradients of signals are per example (dL_example/dz, not divided by the batch size);
    gradients of weights are those of the mean loss.
    """

    title: str
    network: NetworkSpec  # with defaults filled in
    training: TrainingSpec  # with defaults filled in
    learning_rate: float  # of the update that follows this pass
    widths: tuple[int, ...]  # (depth + 2,) inputs, hidden layers, outputs
    offsets: IntArray  # (depth + 2,) layer l's units are at offsets[l - 1]:offsets[l]
    activation: FloatArray  # (units,) of the watched example, or batch mean of |a|
    gradient: FloatArray  # (units,) dL_example/dz of the watched example, or batch mean of |.|
    inputs: FloatArray  # (n_0,) the watched example, or the batch mean
    target: FloatArray  # (n_out,) the watched example's target, encoded; empty if means are shown
    weights: tuple[FloatArray, ...]  # per layer (n_l, n_{l-1}); () if too many to draw
    # per weight ∂L/∂w of the watched example, or of the mean loss; () if too many to draw
    weight_gradients: tuple[FloatArray, ...]
    measures: Mapping[str, FloatArray]  # name in compute.traces.measures.MEASURES -> (depth + 1,)
    loss: float
    first_nonfinite: tuple[str, int] | None  # ("forward" | "backward", layer)
    skips: tuple[tuple[int, int], ...]  # (layer it starts at, layer it ends at)
    frozen: tuple[int, ...]  # layers that are not trained
    activations: tuple[str, ...]  # name of every hidden layer's activation
    batch: int
    input_power: float  # mean square of the training inputs; 0 for sequences
    input_mean_power: float  # mean square of the inputs' means over the examples
    smallest_gradient: float  # per example; smaller gradients lose digits in the lane's format
    classes: int  # 0 for regression
    class_names: tuple[str, ...]  # empty for regression
    input_names: tuple[str, ...]  # empty if the inputs have no names
    image_shape: tuple[int, int] | None  # (height, width) of inputs that are images
    labels: IntArray  # (batch,) class of each example of the batch; empty for regression
    detail: LayerDetail
    unit: UnitDetail | None
    evidence: Evidence  # data for the verdict, in addition to the measures
    checks: tuple[Check, ...] = ()  # only if `Watch.costly` requests them
    predictions: Predictions | None = None  # only if `Watch.costly` requests it
    distributions: Distributions | None = None  # only if `Watch.costly` requests them
    grades: Grades | None = None  # only if `Watch.costly` requests them
    chain: tuple[Link, ...] = ()  # if all hidden layers are single units, from the last one down
    axis: Literal["layer", "step"] = "layer"
    headline: str = "gradient_preactivation"  # the measure of the gradient in `gradient`
    levels: int = 1
    cell: CellDetail | None = None
    cell_unit: CellUnit | None = None
    judgement: Judgement | None = None  # if `vgsim.theory.judge` was called

    @property
    def judged(self) -> Judgement:
        """The judgement of this pass.

        Raises:
            ValueError: it has not been judged, because its trainer has no judge.
        """
        if self.judgement is None:
            raise ValueError(f"{self.title}: this pass has not been judged")
        return self.judgement

    @property
    def depth(self) -> int:
        """Number of hidden layers, or of time steps."""
        return len(self.widths) - 2

    @property
    def recurrent(self) -> bool:
        """Whether the network is recurrent, so that its layers are time steps."""
        return self.axis == "step"

    def class_of(self, example: int) -> str:
        """Return the name of an example's class."""
        return self.class_names[int(self.labels[example])]

    def input_name(self, index: int) -> str:
        """Return the name of an input, counted from 0; empty if it has none."""
        return self.input_names[index] if index < len(self.input_names) else ""

    def followed(self) -> FloatArray:
        """Return the headline gradient of every layer, (depth + 1,)."""
        return self.measures[self.headline]

    @property
    def decades(self) -> float:
        """Log10 of the headline gradient at the first layer or step over that at the last."""
        gradient = self.followed()
        with np.errstate(all="ignore"):
            return float(np.log10(gradient[0]) - np.log10(gradient[self.depth - 1]))


@dataclass(frozen=True, slots=True)
class Trace:
    """One forward and one backward pass of every lane at update `step`."""

    experiment: Experiment
    step: int
    watch: Watch
    lanes: tuple[LaneTrace, ...]
    curves: tuple[Curves, ...]
    furthest: int = 0  # the furthest update that all networks have reached
    losses: tuple[Losses, ...] = ()  # of every lane, as recorded
    smoothed: tuple[Losses, ...] = ()  # of every lane, averaged over a part of the run
    leaders: Leaders | None = None  # if there are several lanes
    comparison: str = ""  # a sentence that compares the lanes; empty for one lane, or if not judged

    @property
    def axis(self) -> Literal["layer", "step"]:
        """What a column of the diagrams is: a step if all lanes are recurrent, else a layer."""
        return "step" if all(lane.recurrent for lane in self.lanes) else "layer"

    @property
    def watched(self) -> int:
        """The index of the watched lane; the last lane if that no longer exists."""
        return min(self.watch.lane, len(self.lanes) - 1)

    @property
    def regression(self) -> bool:
        """Whether every lane is a regression."""
        return all(lane.classes == 0 for lane in self.lanes)
