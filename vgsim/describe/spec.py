"""What did the user ask for? The experiment as frozen values: nothing derived, no arrays."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from vgsim.parts.normalizations import NORM_MOMENTUM
from vgsim.tables.choice import Choices, Place

MAX_LANES = 4
Rates = tuple[tuple[int, float], ...]  # from which update on at which learning rate, rising
MAX_STAGES = 64  # of one lane


@dataclass(frozen=True, slots=True)
class WeightEdit:
    """A weight or bias typed in by hand, set just before the pass of update `step`.

    `layer` counts from 1 (first hidden layer) to depth + 1 (output layer), `unit` and `input`
    from 0; `input` is None for a bias.
    """

    step: int
    layer: int
    unit: int
    input: int | None
    value: float


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """What one hidden layer has by itself; None and False: as the network has it.

    `layer` counts from 1. An own activation has its own default parameters unless given here.
    """

    layer: int
    activation: str | None = None
    alpha: float | None = None
    initializer: str | None = None
    gain: float | None = None
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class NetworkSpec:
    """One network. None means: what the chosen part has as its own default."""

    depth: int = 20  # hidden layers
    width: int = 32  # units of every hidden layer
    widths: tuple[int, ...] = ()  # one width per hidden layer; empty: `width` everywhere
    activation: str = "sigmoid"
    alpha: float | None = None
    lower: float | None = None
    upper: float | None = None
    per_unit: bool = False  # PReLU: one learned alpha per unit instead of one per layer
    initializer: str = "xavier_normal"
    gain: float = 1.0
    offset: float = 0.0  # added to all initial weights
    scale: float | None = None  # std of `normal`, bound of `uniform`, value of `constant`
    bias: float | None = None  # None: the initializer's own (0, or PyTorch's uniform)
    sigma_w: float | None = None  # of the initializer "critical"
    sigma_b: float | None = None  # deviation of the initial biases; None: all the same
    normalization: str = "none"
    normalization_place: str = "before"
    norm_momentum: float = NORM_MOMENTUM  # of batch norm's running statistics
    residual: int = 0  # a skip over every so many layers; 0: none
    residual_place: str = "pre"
    branch_scale: str = "one"
    dropout: float = 0.0  # share of activations set to 0 in training
    output: str | None = None  # None: suits the data and the loss
    loss: str | None = None  # None: suits the data and the output
    dtype: str = "float64"
    loss_scale: int = 0  # the loss is multiplied by 2**loss_scale on the way back
    cell: str = "none"  # "none": feedforward; else a recurrent network, `width` units a level
    stack: int = 1  # levels of recurrent cells, one upon the other
    recurrence: str = "uniform"  # how recurrent weights are drawn
    spectral_radius: float = 1.0  # factor on them
    forget_bias: float | None = None  # of the gate that keeps the state; None: see the cell
    loss_at: str | None = None  # None: as the task has it
    truncation: int = 0  # most steps the gradient goes back; 0: all
    layers: tuple[LayerSpec, ...] = ()
    edits: tuple[WeightEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class DataSpec:
    """A data set, how many of its examples a batch has, and what is done to them first."""

    name: str = "digits"
    batch_size: int = 64
    examples: int = 512  # generated sets only
    noise: float | None = None  # generated sets only; None: the set's own default
    path: str | None = None  # csv only
    standardize: bool = True
    standardize_target: bool = True  # of a table's regression
    label_noise: float = 0.0  # share of training labels that are wrong
    class_weights: str = "none"
    length: int | None = None  # steps of generated sequences; None: the task's own
    target: Place | None = None  # csv only, as all below: the column to predict; None: guessed
    leave_out: tuple[Place, ...] = ()  # columns that are not read
    task: str | None = None  # "classes" or "numbers"; None: what the target looks like
    missing: str = "refuse"  # what becomes of rows with missing values

    @property
    def choices(self) -> Choices:
        """What the user says of his table."""
        return Choices(self.target, self.leave_out, self.task, self.missing)


CSV_ONLY = ("path", "target", "leave_out", "task", "missing")  # fields of the data


def without_table(data: DataSpec) -> DataSpec:
    """The data without what is said of a table."""
    return replace(data, path=None, target=None, leave_out=(), task=None, missing="refuse")


@dataclass(frozen=True, slots=True)
class TrainingSpec:
    """How weights are moved: the optimizer and its settings, clipping, decay."""

    optimizer: str = "sgd"
    learning_rate: float = 0.1
    momentum: float | None = None  # None, here and below: the optimizer's own default
    smoothing: float | None = None
    beta1: float | None = None
    beta2: float | None = None
    epsilon: float | None = None
    weight_decay: float = 0.0
    schedule: str = "constant"
    warmup: int = 0  # updates
    length: int = 1000  # updates of the cosine's fall, or between two steps
    decay: float = 0.1  # factor of a step
    clipping: str = "none"
    clip_at: float = 1.0
    optimizer_dtype: str = "wide"  # in which format a narrow network's optimizer computes


@dataclass(frozen=True, slots=True)
class Stage:
    """What a lane was until the pass of update `until`, from 0 or the stage before it on."""

    until: int
    network: NetworkSpec = NetworkSpec()
    training: TrainingSpec = TrainingSpec()


@dataclass(frozen=True, slots=True)
class Lane:
    """One network and its title; seed, data and training are the experiment's unless its own.

    A lane with stages before it begins, at the end of the last, with the weights learned there.
    """

    title: str = ""
    network: NetworkSpec = NetworkSpec()
    seed: int | None = None
    data: DataSpec | None = None
    training: TrainingSpec | None = None
    before: tuple[Stage, ...] = ()  # in their order
    # Which network this is while the program runs, whatever is changed in it: `replace` keeps it.
    # It is in no file and takes no part in comparisons.
    identity: object = field(default_factory=object, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Experiment:
    """Everything needed to reproduce a run bit for bit."""

    title: str = ""
    seed: int = 7
    data: DataSpec = DataSpec()
    training: TrainingSpec = TrainingSpec()
    lanes: tuple[Lane, ...] = (Lane(),)
