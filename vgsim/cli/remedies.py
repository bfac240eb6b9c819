"""Searches remedies for a network without a window."""

from __future__ import annotations

import sys

from vgsim.advice.suggest import suggestions
from vgsim.advice.suggestion import HelpRequest, Suggestions
from vgsim.advice.words import summary
from vgsim.compute.kernels import Kernels
from vgsim.compute.traces.trace import Trace


def remedies(trace: Trace, lane: int, kernels: Kernels) -> Suggestions:
    """Search what helps a network by trying remedies; shows progress on a terminal.

    Args:
        trace: the current trace of the networks, with all measures.
        lane: index of the network.
        kernels: the kernels to train with.
    """
    shown = sys.stderr.isatty()
    found = None
    for found in suggestions(HelpRequest(trace.experiment, lane, trace.lanes[lane]), kernels):
        if shown:
            print(f"\r{summary(found):<60}", end="", file=sys.stderr)
    if shown:
        print(file=sys.stderr)
    assert found is not None
    return found
