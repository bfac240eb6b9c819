"""The arrays of one layer, by names that PyTorch uses where it has one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from vgsim.notebook.named_arrays import NamedArrays


class LayerArrays(NamedArrays):
    """Weights, signals and gradients of a layer: `layer.weight` and `layer["weight"]` are the same.

    `weight` (units × inputs), `bias`, `preactivation` z and `activation` a (examples × units), and
    with `grad_` in front the gradient of the mean loss for each, as PyTorch's `.grad`. Layers with
    more (normalization, dropout, a learned slope) have more; `list(layer)` names all.

    >>> import numpy as np
    >>> layer = LayerArrays("layer 3", {"weight": np.zeros((2, 5)), "bias": np.ones(2)})
    >>> layer
    layer 3: weight (2, 5), bias (2,)
    >>> layer.bias
    array([1., 1.])
    """

    def __init__(self, title: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """`title` is printed; `arrays` are kept, not copied."""
        super().__init__(arrays)
        self._title = title

    def __getattr__(self, name: str) -> NDArray[Any]:
        if name.startswith("_") or name not in self._arrays:
            has = ", ".join(self.__dict__.get("_arrays", ()))
            raise AttributeError(f"{self.__dict__.get('_title')} has no {name}; it has: {has}")
        return self._arrays[name]

    def __dir__(self) -> list[str]:
        return sorted([*super().__dir__(), *self._arrays])

    def __repr__(self) -> str:
        shapes = (f"{name} {array.shape}" for name, array in self._arrays.items())
        return f"{self._title}: {', '.join(shapes)}"
