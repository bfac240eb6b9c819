"""What did the user ask for? The experiment as frozen values: nothing derived, no arrays."""

from __future__ import annotations

from dataclasses import dataclass

MAX_LANES = 4


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
class NetworkSpec:
    """One fully connected network. None means: what the chosen part has as its own default."""

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
    scale: float | None = None  # std of `normal`, bound of `uniform`, value of `constant`
    bias: float | None = None  # None: the initializer's own (0, or PyTorch's uniform)
    output: str | None = None  # None: suits the data and the loss
    loss: str | None = None  # None: suits the data and the output
    dtype: str = "float64"
    edits: tuple[WeightEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class DataSpec:
    name: str = "digits"
    batch_size: int = 64
    examples: int = 512  # generated sets only
    noise: float | None = None  # generated sets only; None: the set's own default
    path: str | None = None  # csv only


@dataclass(frozen=True, slots=True)
class TrainingSpec:
    optimizer: str = "sgd"
    learning_rate: float = 0.1


@dataclass(frozen=True, slots=True)
class Lane:
    """One network and its title; seed and data are the experiment's unless it has its own."""

    title: str = ""
    network: NetworkSpec = NetworkSpec()
    seed: int | None = None
    data: DataSpec | None = None


@dataclass(frozen=True, slots=True)
class Experiment:
    """Everything needed to reproduce a run bit for bit."""

    title: str = ""
    seed: int = 7
    data: DataSpec = DataSpec()
    training: TrainingSpec = TrainingSpec()
    lanes: tuple[Lane, ...] = (Lane(),)
