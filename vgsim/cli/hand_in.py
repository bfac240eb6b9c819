"""`vgsim report FILE OUT.html`: trains an experiment and writes the report to hand in."""

from __future__ import annotations

import os
from pathlib import Path

from vgsim.cli.run import advance, trainer_of
from vgsim.compute.kernels import Kernels
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import GRADES, Watch
from vgsim.describe.codec import any_table, no_table
from vgsim.files.atomic import atomic_write
from vgsim.files.places import check_place
from vgsim.files.scenario import about_in, open_scenario
from vgsim.report.html import html
from vgsim.report.make import report_of
from vgsim.report.page import Report

ENDINGS = (".html", ".htm", ".pdf")


def hand_in(scenario: Path, out: Path, steps: int | None, *, allow_outside: bool = False) -> str:
    """Write the report as HTML; returns what to print.

    Raises:
        ScenarioError, SpecError, TableError, OSError: the input or the output is at fault.
        ValueError: the file has another ending.
    """
    check_ending(out, scenario)
    report = trained_report(scenario, steps, allow_outside=allow_outside)
    atomic_write(out, html(report).encode("utf-8"))
    return str(out)


def check_ending(out: Path, scenario: Path) -> None:
    """Check the place and ending of the file, so that a long run cannot fail at its end.

    Raises:
        OSError: it cannot be written.
        ValueError: it has another ending, or is the scenario itself.
    """
    if os.path.abspath(out) == os.path.abspath(scenario):  # the scenario may be a share code
        raise ValueError(f"{out}: the report would replace the scenario; name another file")
    if out.suffix.lower() not in ENDINGS:
        raise ValueError(f"{out}: a report ends in .html or .pdf")
    check_place(out)


def trained_report(scenario: Path, steps: int | None, *, allow_outside: bool = False) -> Report:
    """The report after training.

    Args:
        scenario: a scenario file or share code.
        steps: number of updates; None: as many as the scenario names.
        allow_outside: whether a table outside the scenario's folder may be read.

    Raises:
        ScenarioError, SpecError, TableError, OSError: the input is at fault.
    """
    experiment = open_scenario(scenario, any_table if allow_outside else no_table)
    about = about_in(scenario)
    trainer = trainer_of(experiment, Kernels())
    advance(trainer, about.updates if steps is None else steps)
    trainer.evaluate()
    return report_of(trainer.trace(Watch(costly=COSTLY | {GRADES})), about)
