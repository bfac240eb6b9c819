"""See why deep networks stop learning: starts the window or runs a command without one."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  # any Python 3 must be able to read this file
    sys.exit(
        f"vgsim needs Python 3.11 or newer; this one is {sys.version.split()[0]}. "
        "Install a newer one and start main.py with it, for example: python3.11 main.py"
    )

import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from vgsim.setup.process import prepare

# modules that run in separate processes, see `own_command`
PARTS = (
    "vgsim.compute.kernels.fill", "ui.raster.warmup", "tests.benchmarks.window",
    "tests.benchmarks.learning", "tests.benchmarks.start", "tests.benchmarks.film",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments; returns the exit code."""
    prepare()
    try:
        code = _dispatch(sys.argv[1:] if arguments is None else list(arguments))
        if sys.stdout is not None:  # None if there is no console
            sys.stdout.flush()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader closed the pipe, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def _dispatch(words: list[str]) -> int:
    """Run the command or the window. Commands without a window never import Qt."""
    from vgsim.cli.output import make_safe

    make_safe()
    if words[:1] == ["--part"] and words[1:2] and words[1] in PARTS:
        code: int = import_module(words[1]).main(words[2:])
        return code
    from vgsim.cli.main import main as headless
    from vgsim.cli.main import wants_film, wants_no_window, wants_pdf, wants_picture

    printed, filmed = wants_pdf(words), wants_film(words)
    if wants_no_window(words) and not (printed or filmed):
        return headless(words)
    from ui.shell.display import reachable
    from vgsim.setup import libraries
    from vgsim.setup.report import SetupError, say

    tested, drawn = "--self-test" in words, wants_picture(words)
    unseen = tested or drawn or printed or filmed
    if not (unseen or reachable()):
        from vgsim.cli.terminal import show_as_text

        return show_as_text(words)
    try:
        libraries.obtain(headless=unseen)
    except SetupError as error:
        say(str(error))
        return 1
    from ui.look.language import install

    install()  # before the modules whose texts it translates are imported
    if tested:
        from ui.shell.selftest import self_test

        return self_test()
    if printed and words[0] == "report":
        from ui.shell.report_pdf import write_report

        return write_report(words)
    if printed:
        from ui.shell.handout import write_pdf

        return write_pdf(words)
    if filmed:
        from ui.shell.film import film

        return film(words)
    if drawn:
        from ui.shell.picture import picture

        return picture(words)
    from ui.shell.launch import run

    return run(words)


def script() -> int:
    """Run this file as a script: like `main`, but installs missing packages first."""
    if getattr(sys, "frozen", False):  # the installed program has all packages
        from multiprocessing import freeze_support

        freeze_support()
        return main()
    from vgsim.setup.start import begin

    prepare()
    code = begin(Path(__file__).resolve().parent, sys.argv[1:])
    return main() if code is None else code


if __name__ == "__main__":
    sys.exit(script())
