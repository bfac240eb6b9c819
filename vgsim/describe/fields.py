"""What may be set, within which bounds? One entry a setting: control, file, check and help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from vgsim.describe.field import LARGEST
from vgsim.describe.field import Field as Field
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.cells import CELLS, LOSS_PLACES, RECURRENCES
from vgsim.parts.datasets import DATASETS, MOST_STEPS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.parts.losses import CLASS_WEIGHTS, LOSSES, OUTPUTS
from vgsim.parts.normalizations import (
    BRANCH_SCALES,
    NORM_MOMENTUM,
    NORMALIZATION_PLACES,
    NORMALIZATIONS,
    RESIDUAL_PLACES,
)
from vgsim.parts.optimizers import CLIPPINGS, OPTIMIZER_DTYPES, OPTIMIZERS, SCHEDULES
from vgsim.tables.choice import MISSING_RULES, TASKS
from vgsim.tables.text import MOST_COLUMNS

DTYPES = ("float64", "float32", "float16", "bfloat16")


def _names(registry: Mapping[str, Any]) -> Callable[[], tuple[str, ...]]:
    return lambda: tuple(registry)


_ENTRIES = (
    Field("title", "Title", "text", "", "Name of the experiment", high=200),
    Field("note", "Note", "text", "", "One or two sentences about the experiment", high=1000),
    Field("source", "Source", "text", "", "Where the result it shows was published", high=300),
    Field("seed", "Seed", "integer", 7, "All random numbers follow from it: weights, batches, data",
          0, 2**53 - 1, 0, 9999, 1),
    Field("data.name", "Data", "choice", "digits", "What the networks learn",
          choices=_names(DATASETS)),
    Field("data.batch_size", "Batch size", "integer", 64,
          "Examples per pass; at most the whole training set", 1, 100_000, 1, 256, 1),
    Field("data.examples", "Examples", "integer", 512, "Training examples of a generated data set",
          2, 100_000, 16, 2048, 16),
    Field("data.noise", "Noise", "real", None, "Deviation of the noise in a generated data set",
          0, 10, 0, 1, 0.01, optional=True),
    Field("data.path", "File", "path", None, "Table (CSV) with a column to predict",
          high=4096, optional=True),
    Field("data.target", "Target", "column", None,
          "Column of the table to predict; null: the last, or one that looks like the answer",
          optional=True),
    Field("data.leave_out", "Leave out", "columns", (), "Columns of the table that are not read",
          high=MOST_COLUMNS),
    Field("data.task", "Predict", "choice", None,
          "Whether a table's target is classes or numbers; null: what it looks like",
          choices=lambda: TASKS, optional=True),
    Field("data.missing", "Missing values", "choice", "refuse",
          "Of a table: refused, their rows dropped, or filled with the mean of the training part",
          choices=lambda: MISSING_RULES),
    Field("data.standardize", "Standardized", "flag", True,
          "Inputs with mean 0 and deviation 1; off: as they were measured"),
    Field("data.standardize_target", "Target standardized", "flag", True,
          "A table's values to predict with mean 0 and deviation 1; off: in their own units"),
    Field("data.label_noise", "Label noise", "real", 0.0,
          "Share of the training labels that are replaced by wrong ones", 0, 1, 0, 1, 0.01),
    Field("data.class_weights", "Class weights", "choice", "none",
          "How much each class counts in the loss", choices=_names(CLASS_WEIGHTS)),
    Field("data.length", "Length", "integer", None, "Steps of a generated sequence",
          2, MOST_STEPS, 2, 200, 1, optional=True),
    Field("training.optimizer", "Optimizer", "choice", "sgd", "How a gradient becomes an update",
          choices=_names(OPTIMIZERS)),
    Field("training.learning_rate", "Learning rate", "real", 0.1,
          "How far an update follows the gradient", 0, 1e6, 1e-4, 10, logarithmic=True),
    Field("training.momentum", "Momentum", "real", None, "Share of the last step that is kept",
          0, 1, 0, 0.99, optional=True),
    Field("training.smoothing", "Smoothing", "real", None,
          "RMSProp: share of the mean of squares that is kept", 0, 1, 0.8, 0.9999, optional=True),
    Field("training.beta1", "β₁", "real", None, "Adam: share of the mean gradient that is kept",
          0, 0.999999, 0, 0.99, optional=True),
    Field("training.beta2", "β₂", "real", None, "Adam: share of the mean of squares that is kept",
          0, 0.999999, 0.8, 0.9999, optional=True),
    Field("training.epsilon", "ε", "real", None,
          "Added to the root by which RMSProp, Adagrad and the kinds of Adam divide",
          0, 1, 1e-12, 1e-2, logarithmic=True, optional=True),
    Field("training.weight_decay", "Weight decay", "real", 0.0,
          "Pull of all learned numbers towards 0", 0, 1e6, 0, 0.1),
    Field("training.schedule", "Schedule", "choice", "constant",
          "How the learning rate changes with the updates", choices=_names(SCHEDULES)),
    Field("training.warmup", "Warm-up", "integer", 0, "Updates until the full rate is reached",
          0, 10**7, 0, 1000, 10),
    Field("training.length", "Length", "integer", 1000,
          "Updates of the cosine's fall, or between two steps", 1, 10**9, 100, 10_000, 100),
    Field("training.decay", "Decay", "real", 0.1, "Factor on the rate at every step",
          0, 1, 0, 1, 0.05),
    Field("training.clipping", "Clipping", "choice", "none",
          "How gradients are limited before the update", choices=_names(CLIPPINGS)),
    Field("training.clip_at", "Clip at", "real", 1.0, "Largest value or norm allowed",
          0, LARGEST, 1e-3, 100, logarithmic=True),
    Field("training.optimizer_dtype", "Optimizer computes", "choice", "wide",
          "Format of the optimizer's memory and arithmetic in a float16 or bfloat16 network",
          choices=_names(OPTIMIZER_DTYPES)),
    Field("lane.title", "Title", "text", "", "Name of the network: its one difference", high=200),
    Field("lane.seed", "Own seed", "integer", None, "Instead of the experiment's seed",
          0, 2**53 - 1, 0, 9999, 1, optional=True),
    Field("network.depth", "Depth", "integer", 20, "Hidden layers", 1, 200, 1, 100, 1),
    Field("network.width", "Width", "integer", 32, "Units of every hidden layer",
          1, 256, 1, 256, 1),
    Field("network.widths", "Widths", "integers", (), "Units of each hidden layer, one by one",
          1, 256),
    Field("network.activation", "Activation", "choice", "sigmoid",
          "What every hidden unit does with its preactivation z", choices=_names(ACTIVATIONS)),
    Field("network.alpha", "α", "real", None, "Parameter of the activation",
          -100, 100, 0, 2, optional=True),
    Field("network.lower", "Lower", "real", None, "Smallest slope RReLU draws",
          0, 1, 0, 1, optional=True),
    Field("network.upper", "Upper", "real", None, "Largest slope RReLU draws",
          0, 1, 0, 1, optional=True),
    Field("network.per_unit", "α per unit", "flag", False,
          "PReLU learns one slope per unit instead of one per layer"),
    Field("network.initializer", "Initializer", "choice", "xavier_normal",
          "How the weights are drawn", choices=_names(INITIALIZERS)),
    Field("network.gain", "Gain", "real", 1.0, "Factor on all initial weights",
          0, LARGEST, 0.1, 20, logarithmic=True),
    Field("network.offset", "Offset", "real", 0.0,
          "Added to all initial weights, after the gain: weights around another value than 0",
          -LARGEST, LARGEST, -1, 1, 0.01),
    Field("network.scale", "Scale", "real", None,
          "Deviation, bound or value of the initial weights", -LARGEST, LARGEST, 0.001, 10,
          logarithmic=True, optional=True),
    Field("network.bias", "Bias", "real", None, "Initial bias of all units; null: the scheme's own",
          -LARGEST, LARGEST, -5, 5, 0.1, optional=True),
    Field("network.sigma_w", "Weight σ", "real", None,
          "Initializer critical: the weights' deviation times √fan-in",
          0, LARGEST, 0.1, 15, logarithmic=True, optional=True),
    Field("network.sigma_b", "Bias σ", "real", None,
          "Deviation of the initial biases; null: all biases the same",
          0, LARGEST, 0, 3, 0.05, optional=True),
    Field("network.normalization", "Normalize", "choice", "none",
          "What every hidden layer's signals are brought to", choices=_names(NORMALIZATIONS)),
    Field("network.normalization_place", "Place", "choice", "before",
          "Where the signals are normalized", choices=_names(NORMALIZATION_PLACES)),
    Field("network.norm_momentum", "Norm momentum", "real", NORM_MOMENTUM,
          "Weight of the newest batch in batch norm's running statistics, used in evaluation",
          0, 1, 0, 1, 0.01),
    Field("network.residual", "Skip over", "integer", 0,
          "Layers that each skip bypasses, from layer 1 on; 0: no skips", 0, 200, 0, 10, 1),
    Field("network.residual_place", "Sum", "choice", "pre", "Where skip and branch meet",
          choices=_names(RESIDUAL_PLACES)),
    Field("network.branch_scale", "Branch scale", "choice", "one",
          "Factor α on the branch that a skip bypasses", choices=_names(BRANCH_SCALES)),
    Field("network.dropout", "Dropout", "real", 0.0,
          "Share of activations that are 0 in training, drawn anew for each pass",
          0, 0.99, 0, 0.9, 0.05),
    Field("network.output", "Output", "choice", None, "Output units; null: what suits the data",
          choices=_names(OUTPUTS), optional=True),
    Field("network.loss", "Loss", "choice", None, "What is minimized; null: what suits the data",
          choices=_names(LOSSES), optional=True),
    Field("network.dtype", "Precision", "choice", "float64",
          "Format of all numbers: in float32 small gradients really become 0",
          choices=lambda: DTYPES),
    Field("network.loss_scale", "Loss scale 2ᵏ", "integer", 0,
          "Backward, the loss counts 2 to this power: lifts gradients over the format's floor",
          0, 60, 0, 24, 1),
    Field("network.cell", "Recurrent", "choice", "none",
          "What is repeated at every step of a sequence", choices=_names(CELLS)),
    Field("network.stack", "Levels", "integer", 1,
          "Stacked recurrent cells, each reading the states of the one below",
          1, 4, 1, 4, 1),
    Field("network.recurrence", "Recurrent weights", "choice", "uniform",
          "How the weights from state to state are drawn", choices=_names(RECURRENCES)),
    Field("network.spectral_radius", "Spectral radius ρ", "real", 1.0,
          "Factor on the recurrent weights; below 1 a state fades, above 1 it may explode",
          0, LARGEST, 0, 2, 0.01),
    Field("network.forget_bias", "Forget bias", "real", None,
          "Initial bias of an LSTM's forget gate or a GRU's update gate: high keeps the state; "
          "null: 1 and 0, or drawn",
          -LARGEST, LARGEST, -4, 8, 0.1, optional=True),
    Field("network.loss_at", "Loss at", "choice", None,
          "Where a sequence's answer counts; null: as the task requires",
          choices=_names(LOSS_PLACES), optional=True),
    Field("network.truncation", "Truncate after", "integer", 0,
          "Steps the gradient goes back at most from the end (truncated BPTT); 0: all the way",
          0, MOST_STEPS, 0, 100, 1),
    Field("layer.layer", "Layer", "integer", 1, "Hidden layer, counted from 1", 1, 200),
    Field("layer.activation", "Activation", "choice", None,
          "This layer's own activation; null: the network's", choices=_names(ACTIVATIONS),
          optional=True),
    Field("layer.alpha", "α", "real", None, "Parameter of the layer's own activation",
          -100, 100, 0, 2, optional=True),
    Field("layer.initializer", "Initializer", "choice", None,
          "This layer's own initializer; null: the network's", choices=_names(INITIALIZERS),
          optional=True),
    Field("layer.gain", "Gain", "real", None, "This layer's own gain; null: the network's",
          0, LARGEST, 0.1, 20, logarithmic=True, optional=True),
    Field("layer.frozen", "Frozen", "flag", False, "The layer keeps its initial weights"),
    Field("edit.step", "Update", "integer", 0, "The update before which the value is set",
          0, 2**53 - 1),
    Field("edit.layer", "Layer", "integer", 1, "Layer, counted from 1", 1, 201),
    Field("edit.unit", "Unit", "integer", 0, "Unit, counted from 0", 0, 2**31),
    Field("edit.input", "Input", "integer", None, "Unit of the layer before; null: the bias",
          0, 2**31, optional=True),
    Field("edit.value", "Value", "real", 0.0, "The weight or bias"),
    Field("stage.until", "Until", "integer", 1, "The update at which the network became another",
          0, 2**53 - 1),
)  # fmt: skip

FIELDS: Mapping[str, Field] = {field.path: field for field in _ENTRIES}


@cache
def fields_of(group: str) -> Mapping[str, Field]:
    """The fields of a group ("network", "data", ...; "" for the top) by their own name."""
    start = f"{group}." if group else ""
    return MappingProxyType(
        {
            path[len(start) :]: field
            for path, field in FIELDS.items()
            if path.startswith(start) and "." not in path[len(start) :]
        }
    )


def field_of(path: str) -> Field:
    """The field of a dotted path such as "lanes.0.network.depth"."""
    parts = path.split(".")
    if parts[0] == "lanes" and len(parts) == 3:
        return FIELDS[f"lane.{parts[2]}"]
    return FIELDS[".".join(parts[-2:] if len(parts) > 1 else parts)]
