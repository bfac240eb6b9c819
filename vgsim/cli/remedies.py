"""Suggestions for a trained network, tried without a window."""

from __future__ import annotations

import sys

from vgsim.advice.suggest import Question, Suggestions, suggestions
from vgsim.advice.words import summary
from vgsim.compute.kernels import Kernels
from vgsim.compute.traces.trace import Trace


def remedies(trace: Trace, lane: int, kernels: Kernels) -> Suggestions:
    """What helps a network, each remedy trained from the start; with progress on a terminal.

    Args:
        trace: of the networks as they are now, with all measures.
        lane: which of them.
        kernels: what trains them.
    """
    shown = sys.stderr.isatty()
    found = None
    for found in suggestions(Question(trace.experiment, lane, trace.lanes[lane]), kernels):
        if shown:
            print(f"\r{summary(found):<60}", end="", file=sys.stderr)
    if shown:
        print(file=sys.stderr)
    assert found is not None
    return found
