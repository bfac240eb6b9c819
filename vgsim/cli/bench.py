"""Runs the benchmarks, which are part of the tests and not of the package."""

from __future__ import annotations

from argparse import Namespace
from importlib import import_module

from vgsim.cli.output import complain

BENCHMARKS = "tests.benchmarks"


def bench(parsed: Namespace) -> int:
    """Run the benchmarks and print their tables; returns the exit code."""
    try:
        import_module(BENCHMARKS)
    except ModuleNotFoundError as error:
        if not BENCHMARKS.startswith(error.name or "?"):
            raise
        complain("The benchmarks are in tests/benchmarks of vgsim's sources, not in this package.")
        return 1
    code: int = import_module(f"{BENCHMARKS}.run").run(parsed.only, parsed.quick)
    return code
