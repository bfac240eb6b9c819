"""Finds the name that was probably meant: a synonym from elsewhere, or the closest spelling."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

# name in other programs and textbooks -> name in our files
ELSEWHERE = {
    "swish": "silu", "kaiming_normal": "he_normal", "kaiming_uniform": "he_uniform",
    "kaiming": "he_normal", "he": "he_normal", "glorot_normal": "xavier_normal",
    "glorot_uniform": "xavier_uniform", "glorot": "xavier_normal", "xavier": "xavier_normal",
    "identity": "linear", "logistic": "sigmoid", "hardtanh": "hard_tanh",
    "parametric_relu": "prelu",
    "randomized_relu": "rrelu", "nll": "cross_entropy", "log_loss": "bce", "lr": "learning_rate",
    "eta": "learning_rate", "layers": "depth", "hidden_layers": "depth", "units": "width",
    "neurons": "width", "hidden": "width", "init": "initializer", "act": "activation",
    "norm": "normalization", "networks": "lanes", "nets": "lanes", "dataset": "data",
}  # fmt: skip


def nearest(name: str, names: Collection[str]) -> str:
    """The one of `names` that was probably meant, or an empty text."""
    plain = name.strip().lower().replace("-", "_").replace(" ", "_")
    known = ELSEWHERE.get(plain, "")
    if known in names:
        return known
    close = get_close_matches(plain, names, 1, 0.6)
    return close[0] if close else ""
