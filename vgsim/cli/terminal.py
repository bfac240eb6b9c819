"""Shows the first pass as text if there is no display for the window."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill

from vgsim.cli.arguments import program, quoted, window_options
from vgsim.cli.attempt import attempt
from vgsim.cli.output import as_printed, complain, printable

NARROWEST, WIDEST = 60, 120  # characters of a line
USUAL = 80, 24  # size if the terminal does not report one


def show_as_text(arguments: Sequence[str]) -> int:
    """Compute one pass of the experiment that the window would open, and print it.

    Args:
        arguments: the window's arguments; those about its appearance have no effect.

    Returns:
        The exit code, see `attempt`.
    """
    options, complaints = window_options(arguments)
    for complaint in complaints:
        complain(complaint)
    if options.lesson:
        name = quoted(printable(options.lesson))
        complain(
            f"Lessons need the window. To write it into a file: {program()} lesson-print {name} "
            "lesson.html"
        )
    from vgsim.files.places import shown_name

    path = Path(options.scenario) if options.scenario else None
    return attempt(
        shown_name(path) if path else "", lambda: _text(path, options.seed, options.allow_outside)
    )


def _text(path: Path | None, seed: int | None, allow_outside: bool) -> str:
    from vgsim.cli.layer_chart import layer_chart
    from vgsim.cli.run import findings
    from vgsim.compute.learning.training import simulate
    from vgsim.describe.codec import any_table, no_table
    from vgsim.files.bundled import scenarios
    from vgsim.files.scenario import open_scenario
    from vgsim.theory.judge import Judge

    allows = any_table if allow_outside else no_table
    experiment = open_scenario(path, allows) if path else scenarios()[0].experiment
    if seed is not None and not path:
        experiment = replace(experiment, seed=seed)
    trace = simulate(experiment, judge=Judge())  # NumPy: one pass is not worth compiling for
    width = min(max(get_terminal_size(USUAL).columns - 1, NARROWEST), WIDEST)
    lines = ["There is no display for the window: here is the first pass as text.", ""]
    lines += [experiment.title, ""] if experiment.title else []
    lines += [fill(line, width, subsequent_indent="  ") for line in findings(trace)]
    lines += ["", *layer_chart(trace, width, as_printed), ""]
    lines += _more(path or scenarios()[0].path, allow_outside)
    return "\n".join(lines)


def _more(path: Path, allow_outside: bool) -> list[str]:
    """Lines with commands that show more of this file, to be typed as they are."""
    with suppress(OSError, ValueError):  # the current folder may be deleted, or not above the file
        path = path.relative_to(Path.cwd())
    file = quoted(printable(str(path))) + " --allow-outside" * allow_outside
    return [
        "To let the networks learn:",
        f"  {program()} run {file} --steps 1000",
        "To draw the window:",
        f"  {program()} --picture window.png {file}",
        "All commands and options:",
        f"  {program()} --help",
    ]
