"""One network after a run: its verdict, and the arrays of its layers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.traces.curves import Curves
from vgsim.compute.traces.judgement import Verdict
from vgsim.compute.traces.trace import LaneTrace
from vgsim.notebook.layer_arrays import LayerArrays

OUTPUT = "output_"  # what the names of a recurrent network's output layer begin with


class NetworkRun:
    """One network of a `Simulation`, after its last update.

    Attributes:
        title: its name.
        trace: all values that the program shows of it.
        arrays: every array of the last pass, by its name in the files of `vgsim run --trace`.

    >>> import vgsim
    >>> network = vgsim.simulate(vgsim.open("01_sigmoid_against_relu"), steps=5)["ReLU, He"]
    >>> network
    <ReLU, He: 20 hidden layers, loss 2.217>
    >>> network.layer(3)
    ReLU, He, layer 3: weight (32, 32), bias (32,), preactivation (64, 32), activation (64, 32), \
grad_weight (32, 32), grad_bias (32,), grad_preactivation (64, 32)
    >>> network.layer(-1).weight.shape
    (10, 32)
    """

    def __init__(
        self, trace: LaneTrace, curves: Curves, arrays: Mapping[str, NDArray[Any]]
    ) -> None:
        """The arrays are copied: changing them changes no other number."""
        self.title: str = trace.title
        self.trace = trace
        self.arrays: dict[str, NDArray[Any]] = {k: np.array(array) for k, array in arrays.items()}
        self._curves = curves

    @property
    def verdict(self) -> Verdict:
        """The judgement of the last pass; `verdict.sentence` says it in words."""
        return self.trace.judged.verdict

    @property
    def loss(self) -> float:
        """The loss of the mini-batch of the last pass."""
        return self.trace.loss

    @property
    def x(self) -> NDArray[Any]:
        """The inputs of the last pass: (examples, inputs), or (examples, steps, inputs)."""
        return self.arrays["x"]

    @property
    def y(self) -> NDArray[Any]:
        """The targets: class numbers for cross-entropy, else (examples, outputs)."""
        return self.arrays["y"]

    @property
    def depth(self) -> int:
        """The number of hidden layers; of a recurrent network those on top of each other."""
        return self.trace.levels if self.trace.recurrent else self.trace.depth

    @property
    def score(self) -> float:
        """The latest test result: the fraction of correct answers, or the mean squared error."""
        return float(self._curves.test_accuracy[-1]) if self._curves.evaluated.size else np.nan

    @property
    def score_text(self) -> str:
        """The latest test result with its name."""
        if self.trace.classes:
            return f"accuracy {100 * self.score:.1f} %"
        return f"mean squared error {self.score:.4g}"

    def layer(self, number: int) -> LayerArrays:
        """The arrays of a layer at the last update: weights, signals and gradients.

        Args:
            number: from 1; −1: the output layer, −2 the last hidden one. In a recurrent network it
                counts the layers on top of each other, not the time steps.

        Raises:
            IndexError: there is no such layer.
        """
        last = self.depth + 1
        index = last + 1 + number if number < 0 else number
        if not 1 <= index <= last:
            raise IndexError(
                f"{self.title} has layers 1 to {last} (the output layer), not {number}"
            )
        recurrent = self.trace.recurrent
        title = f"{self.title}, " + ("output layer" if index == last else f"layer {index}")
        if recurrent and index == last:
            return LayerArrays(title, self._recurrent_output())
        start = f"{'level' if recurrent else 'layer'}{index}/"
        own = {k.removeprefix(start): v for k, v in self.arrays.items() if k.startswith(start)}
        return LayerArrays(title, own)

    def _recurrent_output(self) -> dict[str, NDArray[Any]]:
        found = {k: v for k, v in self.arrays.items() if k.removeprefix("grad_").startswith(OUTPUT)}
        return {
            "activation": self.arrays["output"],
            **{k.replace(OUTPUT, "", 1): v for k, v in found.items()},
        }

    def __repr__(self) -> str:
        hidden = f"{self.depth} hidden layer{'' if self.depth == 1 else 's'}"
        return f"<{self.title}: {hidden}, loss {self.loss:.4g}>"
