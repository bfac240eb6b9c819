"""The self-test of an installation: numbers, files and kernels. Needs no window."""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from vgsim.compute.kernels import Kernels, all_needs, cache, cpu
from vgsim.files.bundled import scenarios
from vgsim.files.scenario import open_scenario, save_scenario

SMALLEST = 5e-324  # libraries built with fast-math may make the processor flush it to zero


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one test."""

    good: bool
    detail: str


Test = tuple[str, Callable[[], CheckResult]]


def numbers() -> CheckResult:
    """Check that subnormal numbers are not flushed to zero: gradients here get that small."""
    good = SMALLEST > 0 and SMALLEST / 2 == 0 and SMALLEST * 2 > SMALLEST
    return CheckResult(
        good,
        "the smallest numbers are kept" if good else "the smallest numbers are rounded to zero",
    )


def kernels() -> CheckResult:
    """Compare every kernel with NumPy on a tiny network."""
    needs, before = all_needs(), cache.count()
    tested = Kernels()
    wrong = tested.failing(needs)
    compiled = f"{max(cache.count() - before, 0)} files" if cache.configure() else "all, not kept,"
    text = f"{len(needs) - len(wrong)} of {len(needs)} give the known answer,"
    text += f" {compiled} had to be compiled, for {cpu.choose() or 'this processor only'}"
    if wrong:
        text += f"; not {', '.join(wrong)} ({tested.failure})"
    return CheckResult(not wrong, text)


def files() -> CheckResult:
    """Save every shipped scenario and read it back."""
    shipped = scenarios()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Größe ∂.vgsim"
        failed = []
        for each in shipped:
            save_scenario(path, each.experiment, each.about)
            if open_scenario(path) != each.experiment:
                failed.append(each.title)
    text = f"{len(shipped)} scenarios saved and read back"
    return CheckResult(
        bool(shipped) and not failed, "; ".join([text, *(f"not: {x}" for x in failed)])
    )


TESTS: tuple[Test, ...] = (("numbers", numbers), ("files", files), ("kernels", kernels))


def report(tests: Iterable[Test]) -> int:
    """Run the tests and print their results; returns the exit code."""
    failed = []
    for name, test in tests:
        started = perf_counter()
        try:
            found = test()
        except Exception as error:  # the other tests must still run
            traceback.print_exc()
            found = CheckResult(False, f"{type(error).__name__}: {error}")
        if not found.good:
            failed.append(name)
        verdict = "ok" if found.good else "FAILED"
        print(
            f"{name:10} {verdict:7} {found.detail} ({perf_counter() - started:.1f} s)", flush=True
        )
    print(f"failed: {', '.join(failed)}" if failed else "all is well")
    sys.stdout.flush()
    return 1 if failed else 0
