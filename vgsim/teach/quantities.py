"""The quantities that claims and questions can name. `measure` reads them off a run.

No arrays are needed to read a lesson, so the names of the measures of a layer are repeated
here; a test compares them with `vgsim.compute.traces.measures`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vgsim.parts.registry import Registry
from vgsim.words.language import tr

Where = Literal["lane", "layer", "function"]
LAYERED = (  # measures of a layer or time step, by their names in the program
    "gradient_preactivation", "gradient_activation", "gradient_weight", "gradient_bias",
    "gradient_preactivation_norm", "gradient_activation_norm", "gradient_weight_rms",
    "gradient_skip", "gradient_branch", "gradient_carried", "gradient_carousel", "gradient_gates",
    "forget_product", "forget_gate", "gradient_bound", "gradient_weight_step", "gradient_factor",
    "factor_weights", "factor_activation", "factor_skip", "factor_scale", "alike",
    "weights_largest", "weights_smallest", "slope_rms", "norm_factor", "preactivation_mean",
    "preactivation_std", "preactivation_skew", "activation_mean", "activation_std",
    "activation_skew", "saturated", "inactive", "dead", "dead_window", "weight_norm", "distance",
    "learned_slope", "norm_scale", "norm_shift", "update_ratio", "clip_factor", "cosine",
    "effective_rank", "jacobian_largest", "jacobian_smallest", "jacobian_condition", "zero_share",
    "subnormal_share", "nonfinite_share", "nonfinite_signal",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity: what it is a property of, and whether its value is a number or a word."""

    name: str
    label: str
    where: Where
    words: tuple[str, ...] = ()  # the words it can be; empty: a number
    truth: bool = False  # whether it is true or false

    @property
    def numeric(self) -> bool:
        """Whether its value is a number."""
        return not self.words and not self.truth


_KINDS = (
    "vanishing", "mild", "healthy", "growing", "exploding", "zero", "single", "broken", "starved",
    "learned",
)  # fmt: skip
_STATES = (
    "healthy", "vanishing", "slow", "exploding", "saturated", "dead", "symmetric", "underflowed",
    "not learning", "step too large", "out of reach", "broken", "frozen",
)  # fmt: skip
_LEARNS = (
    "learning", "learned", "overfitting", "blind_guess", "worse", "too_early", "high_start",
    "far_targets", "unreachable", "saturated", "constant", "lost",
)  # fmt: skip
_STEPS = ("fits", "too_small", "too_large", "lost")

QUANTITIES = Registry(
    # of a network
    Quantity("loss", tr("loss on training examples"), "lane"),
    Quantity("test_loss", tr("loss on the test set"), "lane"),
    Quantity("first_loss", tr("loss at update 0"), "lane"),
    Quantity("guess", tr("loss of a blind guess"), "lane"),
    Quantity("relative_loss", tr("loss ÷ loss of a blind guess"), "lane"),
    Quantity("train_accuracy", tr("accuracy on training examples"), "lane"),
    Quantity("test_accuracy", tr("accuracy on the test set"), "lane"),
    Quantity("learned_at", tr("update at which the loss is half that of a blind guess"), "lane"),
    Quantity("decades", tr("powers of ten between the gradients of the first and last layer"),
             "lane"),
    Quantity("decades_per_layer", tr("powers of ten by which the gradient changes per layer"),
             "lane"),
    Quantity("expected_decades", tr("powers of ten that theory expects"), "lane"),
    Quantity("verdict", tr("verdict on the gradient"), "lane", _KINDS),
    Quantity("learns", tr("verdict on learning"), "lane", _LEARNS),
    Quantity("step_fits", tr("verdict on the size of the updates"), "lane", _STEPS),
    Quantity("lost", tr("numbers are NaN or infinite"), "lane", truth=True),
    Quantity("lost_at", tr("update at which numbers became NaN or infinite"), "lane"),
    # of a layer or time step
    Quantity("gradient", tr("rms of ∂L/∂z (recurrent: ∂L/∂h)"), "layer"),
    Quantity("state", tr("state of the layer"), "layer", _STATES),
    Quantity("drawn_smallest", tr("smallest slope α of a unit"), "layer"),
    Quantity("drawn_largest", tr("largest slope α of a unit"), "layer"),
    Quantity("link_weight", tr("weight in a chain of single units"), "layer"),
    Quantity("link_slope", tr("slope f′(z) in a chain of single units"), "layer"),
    Quantity("link_preactivation", tr("z in a chain of single units"), "layer"),
    *(Quantity(name, "", "layer") for name in LAYERED),  # their labels are those of the measures
    # of a function, at the place `at`
    Quantity("function_value", tr("value f(z)"), "function"),
    Quantity("function_slope", tr("slope f′(z)"), "function"),
    Quantity("function_steepest", tr("largest slope of f"), "function"),
)  # fmt: skip
