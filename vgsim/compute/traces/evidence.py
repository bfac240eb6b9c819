"""The data for a verdict on a network, in addition to the measures of the pass that is shown."""

from __future__ import annotations

from dataclasses import dataclass

from vgsim.compute.arrays.types import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Break:
    """The place where a lane's numbers first stopped being finite."""

    lane: int
    step: int  # the pass in which it happened
    phase: str  # "forward" or "backward"
    layer: int
    updated: float = 0.0  # largest ‖ΔW‖ / ‖W‖ of a layer in the previous update; 0: none


@dataclass(frozen=True, slots=True)
class TrainingHistory:
    """The training of a network up to the current step."""

    step: int
    first_loss: float  # at update 0
    evaluated: IntArray  # (evaluations,) steps, up to this one
    train_loss: FloatArray  # (evaluations,) on training examples, or on others of the same kind
    test_loss: FloatArray  # (evaluations,)
    broke: Break | None = None  # the first NaN or infinity so far


@dataclass(frozen=True, slots=True)
class Evidence:
    """The data for a verdict, in addition to the measures of the pass that is shown.

    If batches are small, it covers more examples than that pass. Arrays are (depth + 1,), indexed
    by layers or steps as in `LaneTrace`.
    """

    examples: int  # number of examples covered
    gradient: FloatArray  # rms of ∂L_example/∂z; for recurrent networks of ∂L_example/∂h
    arriving: FloatArray  # rms of ∂L_example/∂a; for an LSTM of ∂L_example/∂c, other cells ∂h
    weight_gradient: FloatArray  # expected ‖∂L/∂W‖ (Frobenius) of a batch
    dead: FloatArray  # fraction of the units with f′ = 0 for every example
    underflowed: FloatArray  # fraction of the entries of ∂L/∂z that underflowed
    flat: float  # fraction of the examples predicted wrongly with hardly any gradient
    unreachable: float  # fraction of the targets outside the range of the output units
    blind_guess: float  # loss of the best constant prediction
    zero_guess: float  # loss when the output preactivations are 0
    history: TrainingHistory
    # phase and layer where the numbers of some example stop being finite, as in `LaneTrace`
    nonfinite: tuple[str, int] | None = None
