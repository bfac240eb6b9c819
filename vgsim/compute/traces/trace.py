"""One pass of every lane, as far as it can ever be shown: small, read-only arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.traces.curves import Curves, Leaders, Losses
from vgsim.compute.traces.evidence import Evidence
from vgsim.compute.traces.grades import Grades
from vgsim.compute.traces.judgement import Judgement
from vgsim.compute.traces.known import Knowledge
from vgsim.describe.spec import Experiment, NetworkSpec, TrainingSpec

FloatArray = NDArray[np.float64]
# lowest exponents of the decades that gradients are counted in; what is beyond counts at the ends
GRADIENT_DECADES = range(-40, 11)
IntArray = NDArray[np.int64]
SELF_CHECK = "self check"  # among the costly: the pass is checked by other means
KNOWLEDGE = "knowledge"  # likewise: what the network has learned of its data
GRADES = "grades"  # likewise: how well it answers, class by class and in training mode


@dataclass(frozen=True, slots=True)
class Watch:
    """What the viewer looks at, so that a trace carries the detail of just that.

    `sample` indexes the batch; None asks for batch means of magnitudes. `layer` counts from 1 to
    depth + 1 (each lane clips it to its own depth). `unit` None: no unit is inspected. `input`: the
    unit of the layer before whose weight into `unit` is looked at; None: no weight is. `level`: of
    a recurrent network, from 0, whose cell is shown over time; None: none is.
    """

    sample: int | None = None
    layer: int = 1
    lane: int = 0
    unit: int | None = None
    costly: frozenset[str] = frozenset()  # measures computed only when looked at; the above
    input: int | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class LayerDetail:
    """The watched layer of one lane."""

    layer: int
    preactivations: FloatArray  # (n,) u, what f is applied to (z, normalized, with the skip), of
    # the watched sample; of batch sample 0 under means
    activations: FloatArray  # (n,) f(u)
    derivatives: FloatArray  # (n,) f'(u)
    slopes: FloatArray  # (n,) alpha of each unit for PReLU and RReLU, else empty
    histogram: FloatArray  # (bins,) share of all finite u (batch x n) in each bin
    edges: FloatArray  # (bins + 1,) fixed: -8 ... 8
    below: float  # share of preactivations left of the first edge
    above: float  # share right of the last edge
    nonfinite: float  # share that is NaN or infinite
    gradient_shares: FloatArray  # (decades,) of |dL_sample/dz| (batch x n): GRADIENT_DECADES
    gradient_zeros: float  # share that is exactly 0


@dataclass(frozen=True, slots=True)
class Stations:
    """What happens to a unit's signal between z and the layer's output, for one sample.

    None: that station does not exist in this layer. Gradients are those of dL_sample.
    """

    norm: str  # name of the normalization, "none" without
    before: bool  # whether it comes before f
    normalized: float | None  # n, with mean 0 and deviation 1
    gamma: float
    beta: float
    argument: float  # u
    value: float  # f(u)
    mask: float | None  # dropout's factor
    skip_from: int  # layer; 0: none
    skip: float | None  # what the skip adds
    skip_first: bool  # whether it is added before f
    branch: float | None  # what it is added to, before the factor
    scale: float  # the factor α
    gradient_skip: float | None  # what comes to this unit's output along a skip that starts here
    gradient_value: float  # dL/df(u)
    gradient_argument: float  # dL/du


@dataclass(frozen=True, slots=True)
class UnitDetail:
    """The arithmetic of the watched unit for one sample (z = sum w a + b; delta = ...)."""

    layer: int
    unit: int
    sample: int
    inputs: FloatArray  # (fan_in,) activations of the layer before
    weights: FloatArray  # (fan_in,)
    bias: float
    preactivation: float
    activation: float
    derivative: float
    next_weights: FloatArray  # (fan_out of the next layer,) empty for the output layer
    next_gradients: FloatArray  # (same,) dL_sample/dz of the next layer
    gradient_activation: float  # dL_sample/da
    gradient_preactivation: float  # dL_sample/dz = delta
    weight_gradients: FloatArray  # (fan_in,) dL/dw of the mean loss over the batch
    bias_gradient: float
    stations: Stations | None  # None where f is applied to z and nothing follows


@dataclass(frozen=True, slots=True)
class Check:
    """One way of checking a pass, and how far off it was at most."""

    name: str
    error: float  # relative; NaN where numbers were lost
    help: str


@dataclass(frozen=True, slots=True)
class Link:
    """From layer + 1 to layer in a chain of single units: δ_l = w_{l+1} f'(z_l) δ_{l+1}."""

    layer: int
    weight: float
    preactivation: float  # z_l of the watched sample (of the first one under means)
    derivative: float  # f'(z_l)


@dataclass(frozen=True, slots=True)
class CellDetail:
    """One level of a recurrent network over time, for the watched sample.

    Under means: of magnitudes over the batch. Gradients are those of dL_sample.
    """

    level: int  # from 0
    inputs: FloatArray  # (steps, n): x_1 ... x_T, or the states of the level below
    gates: Mapping[str, FloatArray]  # (steps, units) by the gate's letter; a vanilla cell has none
    hidden: FloatArray  # (steps, units) h_1 ... h_T
    carried: FloatArray  # (steps, units) c_1 ... c_T of an LSTM, else (0, 0)
    answers: FloatArray  # (steps, outputs), or (1, outputs) of the last step
    targets: FloatArray  # likewise, encoded
    grad_hidden: FloatArray  # (steps, units)
    grad_carried: FloatArray  # (steps, units), or (0, 0)


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate of a unit at a step: z = from the inputs + from the states before + bias."""

    inputs: float
    states: float
    bias: float
    value: float  # sigmoid or tanh of it; of a vanilla cell f(z)
    gradient: float  # dL_sample/dz


@dataclass(frozen=True, slots=True)
class CellUnit:
    """The arithmetic of the watched unit of a cell at the watched step, for one sample."""

    step: int
    level: int  # from 0
    unit: int  # of the level
    sample: int
    gates: Mapping[str, Gate]  # by letter; a vanilla cell has "z" alone
    before: float  # h of the step before
    hidden: float
    carried_before: float  # c of the step before; 0 where there is none
    carried: float
    gradient_hidden: float  # dL_sample/dh_t
    gradient_carried: float  # dL_sample/dc_t
    slope: float  # f'(z) of a vanilla cell


@dataclass(frozen=True, slots=True)
class LaneTrace:
    """One lane. Layers are 1 ... depth + 1, the output layer last; arrays index them from 0.

    Of a recurrent network a layer is a step of time: 1 ... T, then the output layer; its units are
    those of all levels, and `headline` names the gradient that is followed.

    Gradients of signals are per sample (dL_sample/dz, not divided by the batch), as the
    diagnostics of section F define them; gradients of weights are those of the mean loss.
    """

    title: str
    network: NetworkSpec  # as run: defaults filled in
    training: TrainingSpec  # likewise
    learning_rate: float  # of the update this pass leads to
    widths: tuple[int, ...]  # (depth + 2,) inputs, hidden layers, outputs
    offsets: IntArray  # (depth + 2,) layer l's units lie at offsets[l - 1]:offsets[l]
    activation: FloatArray  # (units,) of the watched sample, or batch mean of |a|
    gradient: FloatArray  # (units,) dL_sample/dz of the watched sample, or batch mean of |.|
    inputs: FloatArray  # (n_0,) the watched sample (batch mean under means)
    target: FloatArray  # (n_out,) the watched sample's target, encoded; empty under means
    weights: tuple[FloatArray, ...]  # per layer (n_l, n_{l-1}) where narrow enough to draw, else ()
    measures: Mapping[str, FloatArray]  # name of compute.measures.MEASURES -> (depth + 1,)
    loss: float
    first_nonfinite: tuple[str, int] | None  # ("forward" | "backward" | "update", layer)
    skips: tuple[tuple[int, int], ...]  # (layer it begins at, layer it ends at)
    frozen: tuple[int, ...]  # layers that keep what they started with
    activations: tuple[str, ...]  # of every hidden layer, by name
    batch: int
    input_power: float  # mean square of the training inputs; 0 of sequences
    input_mean_power: float  # and of their means over the examples
    smallest_gradient: float  # per sample; below it gradients lose digits in the lane's format
    classes: int  # 0 for regression
    class_names: tuple[str, ...]  # empty for regression
    image_shape: tuple[int, int] | None  # of the inputs, when they are pictures
    labels: IntArray  # (batch,) class of each sample of the batch; empty for regression
    detail: LayerDetail
    unit: UnitDetail | None
    evidence: Evidence  # what a verdict is based on, besides the measures
    checks: tuple[Check, ...] = ()  # where somebody looks at them
    knowledge: Knowledge | None = None  # likewise
    grades: Grades | None = None  # likewise
    chain: tuple[Link, ...] = ()  # of single units, from the last hidden layer down
    axis: Literal["layer", "step"] = "layer"
    headline: str = "gradient_preactivation"  # the measure of the gradient in `gradient`
    levels: int = 1
    cell: CellDetail | None = None
    cell_unit: CellUnit | None = None
    judgement: Judgement | None = None  # where `vgsim.theory.judge` was asked

    @property
    def judged(self) -> Judgement:
        """What is said of this pass.

        Raises:
            ValueError: it has not been judged: its trainer was given no judge.
        """
        if self.judgement is None:
            raise ValueError(f"{self.title}: this pass has not been judged")
        return self.judgement

    @property
    def depth(self) -> int:
        """Hidden layers, or steps of time."""
        return len(self.widths) - 2

    @property
    def recurrent(self) -> bool:
        return self.axis == "step"

    def class_of(self, sample: int) -> str:
        """The name of a sample's class."""
        return self.class_names[int(self.labels[sample])]

    def followed(self) -> FloatArray:
        """The headline gradient of every layer, (depth + 1,)."""
        return self.measures[self.headline]


@dataclass(frozen=True, slots=True)
class Trace:
    """One forward and one backward pass of every lane at update `step`."""

    experiment: Experiment
    step: int
    watch: Watch
    lanes: tuple[LaneTrace, ...]
    curves: tuple[Curves, ...]
    known: int = 0  # the furthest update all networks have been at
    losses: tuple[Losses, ...] = ()  # of every lane, as recorded
    smoothed: tuple[Losses, ...] = ()  # likewise, averaged over a part of the run
    leaders: Leaders | None = None  # where there are lanes to compare
    comparison: str = ""  # of the lanes, in a sentence; empty of one lane, or unjudged

    @property
    def axis(self) -> Literal["layer", "step"]:
        """What the columns of all lanes are called: steps only if all are."""
        return "step" if all(lane.recurrent for lane in self.lanes) else "layer"

    @property
    def watched(self) -> int:
        """The number of the lane that is looked at; the last one where that is gone."""
        return min(self.watch.lane, len(self.lanes) - 1)

    @property
    def regression(self) -> bool:
        """Whether no lane tells classes apart."""
        return all(lane.classes == 0 for lane in self.lanes)
