"""What can be named in a scenario file?"""

from __future__ import annotations

import json

from vgsim.describe.fields import DTYPES
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.datasets import DATASETS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.parts.losses import LOSSES, OUTPUTS
from vgsim.parts.optimizers import OPTIMIZERS


def names() -> dict[str, tuple[str, ...]]:
    """Every kind of part and its names, in the order of the menus."""
    return {
        "activation": tuple(ACTIVATIONS),
        "initializer": tuple(INITIALIZERS),
        "output": tuple(OUTPUTS),
        "loss": tuple(LOSSES),
        "data": tuple(DATASETS),
        "optimizer": tuple(OPTIMIZERS),
        "dtype": DTYPES,
    }


def listing(*, as_json: bool) -> str:
    """The names as text for a person, or as JSON for a program."""
    if as_json:
        return json.dumps(names(), indent=2)
    lines = []
    for kind, found in names().items():
        lines.append(f"{kind}:")
        lines += [f"  {name}" for name in found]
    return "\n".join(lines)
