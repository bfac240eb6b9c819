"""Defines the command-line arguments of the window and of the commands without a window."""

from __future__ import annotations

import re
import shutil
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import NoReturn

from vgsim.cli.film import add_film_arguments
from vgsim.cli.output import complain
from vgsim.describe.errors import shortened
from vgsim.words.stages import STAGES

MOST_STEPS = 10**9
SMALLEST, LARGEST = (640, 480), (7680, 4320)  # sizes of --picture
SUFFIXES = ".png", ".svg"
THEMES = "light", "dark", "projector", "system"
MOST_SEED = 2**53 - 1
PLAIN_WORD = re.compile(r"[\w.:/\\~+-]+")  # what Windows takes as it is; & and ( are commands


class Parser(ArgumentParser):
    """An argument parser with one-line errors and without abbreviated options."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **{**options, "allow_abbrev": False})  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        """Print the message and exit with code 2."""
        complain(f"vgsim: {message}. See {self.prog} --help")
        sys.exit(2)


def program() -> str:
    """What to type to start the program, as it was started: suggested commands begin with it."""
    started = sys.argv[0]
    if Path(started).stem != "vgsim":
        python = "python" if sys.platform == "win32" else "python3"
        return f"{python} {quoted(started)}" if Path(started).name == "main.py" else "vgsim"
    return "vgsim" if shutil.which("vgsim") else quoted(started)


def quoted(word: str) -> str:
    """A word of a command as it is typed in this system's shell."""
    if sys.platform != "win32":
        return quote(word)
    return word if PLAIN_WORD.fullmatch(word) else f'"{word}"'  # no name contains a " there


def command_parser() -> Parser:
    """The parser of all arguments, for commands without a window and for `--help`."""
    parser = Parser(
        prog=program(),
        description="See why deep networks stop learning, and what helps.",
        epilog="Without a command the window opens; add a scenario file or share code to open it. "
        "Without a display the first pass is shown as text.",
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    parser.add_argument(
        "--list", action="store_true", help="print every name that a scenario can use"
    )
    parser.add_argument("--json", action="store_true", help="with --list: as JSON")
    parser.add_argument(
        "--self-test", action="store_true",
        help="test every kernel, the files and one picture of the window",
    )  # fmt: skip
    _add_window_options(parser)
    commands = parser.add_subparsers(dest="command", metavar="command")
    run = commands.add_parser("run", help="run a scenario without a window")
    run.add_argument("scenario", type=Path, help="a .vgsim file")
    run.add_argument("--steps", type=_steps, default=0, help="number of updates (default 0)")
    run.add_argument(
        "--report", type=Path, help="write measures, curves and verdicts to this file (JSON)"
    )
    run.add_argument("--trace", type=Path, help="write one full pass to this file (NumPy .npz)")
    diagnose = commands.add_parser("diagnose", help="show what is wrong, in which layer, and why")
    diagnose.add_argument("scenario", type=Path, help="a .vgsim file")
    diagnose.add_argument(
        "--steps", type=_steps, default=0, help="updates before the diagnosis (default 0)"
    )
    report = commands.add_parser("report", help="write a report to hand in, a page a network")
    report.add_argument("scenario", type=Path, help="a .vgsim file or a share code")
    report.add_argument("out", type=Path, help="the file to write (.html or .pdf)")
    report.add_argument(
        "--steps", type=_steps, default=None, help="updates (default: as many as the file names)"
    )
    sweep = commands.add_parser("sweep", help="compute a grid of networks and write a table")
    sweep.add_argument("scenario", type=Path, help="a .vgsim file")
    sweep.add_argument(
        "--vary", action="append", required=True, metavar="PATH=LOW:HIGH:COUNT",
        help="a setting and its values; give it twice for a plane; :log: a logarithmic scale",
    )  # fmt: skip
    sweep.add_argument("--out", type=Path, required=True, help="the table to write (CSV)")
    sweep.add_argument(
        "--lane", type=int, default=0, help="which network, counted from 0 (default 0)"
    )
    sweep.add_argument(
        "--steps", type=_steps, default=0, help="updates before measuring (default 0)"
    )
    sweep.add_argument(
        "--workers", type=_workers, default=0, help="number of processes (default: all cores)"
    )
    sweep.add_argument(
        "--scheduler", default="", metavar="ADDRESS", help="compute on this Dask cluster instead"
    )
    film = commands.add_parser("film", help="draw a film of one pass, or of a run of learning")
    add_film_arguments(film, _steps, _size, tuple(STAGES))
    export = commands.add_parser("export", help="write every network as a script for PyTorch")
    export.add_argument("scenario", type=Path, help="a .vgsim file or a share code")
    export.add_argument("--to", choices=("torch",), required=True, help="the library: torch")
    export.add_argument("folder", type=Path, metavar="DIR", help="the folder to write into")
    export.add_argument(
        "--steps", type=_steps, default=0, help="updates before the export (default 0)"
    )
    for each in (run, diagnose, report, sweep, film, export):
        _add_allow_outside(each)
    commands.add_parser("lessons", help="list the lessons, and your own")
    check = commands.add_parser(
        "lesson-check", help="run every claim and question of lessons on several seeds"
    )
    check.add_argument(
        "lesson", nargs="*", help="a .toml file, or a lesson's name (default: all lessons)"
    )
    check.add_argument(
        "--workers", type=_workers, default=0, help="number of threads (default: all cores)"
    )
    handout = commands.add_parser("lesson-print", help="write a lesson as a handout")
    handout.add_argument("lesson", help="a .toml file, or a lesson's name")
    handout.add_argument("out", type=Path, help="the file to write (.html or .pdf)")
    words = commands.add_parser("glossary", help="explain the words and symbols on the screen")
    words.add_argument("term", nargs="*", help="a word or symbol (default: list all)")
    bench = commands.add_parser("bench", help="measure speed and compare it with other libraries")
    bench.add_argument("--quick", action="store_true", help="measure less, in about a minute")
    parts = (
        "kernels, switches, formulas, recurrent, vanishing, plane, window, learning, start, "
        "lessons or film"
    )
    bench.add_argument("--only", metavar="PART", help=parts)
    return parser


def window_options(arguments: Sequence[str]) -> tuple[Namespace, list[str]]:
    """Parse the arguments of the window, of `--picture` and of the text shown without a display.

    Returns:
        The options, and a message for each invalid one, which is replaced by its default.
    """
    parser = Parser(prog=program())
    parser.add_argument("file", nargs="?", help="the scenario (.vgsim) or share code to open")
    _add_window_options(parser)
    options = parser.parse_args(arguments)
    options.scenario = options.scenario or options.file
    complaints = []
    if options.theme not in (None, *THEMES):
        shown = shortened(options.theme)
        complaints.append(f"There is no theme {shown}: choose {', '.join(THEMES)}.")
        options.theme = None
    if options.stage not in (None, *STAGES):
        shown = shortened(options.stage)
        complaints.append(f"There is no stage {shown}: choose {', '.join(STAGES)}.")
        options.stage = None
    if options.seed is not None:
        text, options.seed = options.seed, None
        if text.isascii() and text.isdigit() and len(text) <= 16 and int(text) <= MOST_SEED:
            options.seed = int(text)
        else:
            shown = shortened(text)
            complaints.append(f"The seed {shown} is not a whole number from 0 to 2^53 - 1.")
    return options, complaints


def _add_window_options(parser: Parser) -> None:
    parser.add_argument("--scenario", metavar="FILE", help="the scenario that the window opens")
    parser.add_argument("--lesson", metavar="NAME", help="the lesson that the window opens")
    parser.add_argument(
        "--gallery", action="store_true", help="open the gallery of activation functions"
    )
    parser.add_argument("--theme", help=f"{', '.join(THEMES[:-1])} or {THEMES[-1]}")
    parser.add_argument(
        "--projector", action="store_true", help="high contrast and large type, for projectors"
    )
    parser.add_argument("--stage", help=f"what the middle of the window shows: {', '.join(STAGES)}")
    parser.add_argument("--fullscreen", action="store_true", help="open the window full screen")
    parser.add_argument("--seed", help="the seed that the window starts with")
    parser.add_argument(
        "--picture", type=_picture, metavar="FILE",
        help="draw the window after one pass into a .png or .svg file; needs no display",
    )  # fmt: skip
    parser.add_argument(
        "--size", type=_size, default=(1920, 1080), metavar="WxH",
        help="size of the picture, in pixels (default 1920x1080)",
    )  # fmt: skip
    _add_allow_outside(parser)


def _add_allow_outside(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--allow-outside", action="store_true",
        help="read a table that is not in the scenario's folder",
    )  # fmt: skip


def _picture(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in SUFFIXES:
        raise ArgumentTypeError(f"{text!r} must end in {' or '.join(SUFFIXES)}")
    return path


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = map(int, text.split("x"))
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a size such as 1920x1080") from None
    bounds = zip(SMALLEST, (width, height), LARGEST, strict=True)
    if not all(low <= each <= high for low, each, high in bounds):
        least, most = ("x".join(map(str, bound)) for bound in (SMALLEST, LARGEST))
        raise ArgumentTypeError(f"{text!r} is not between {least} and {most}")
    return width, height


def _steps(text: str) -> int:
    steps = int(text)
    if not 0 <= steps <= MOST_STEPS:
        raise ValueError(text)
    return steps


def _workers(text: str) -> int:
    workers = int(text)
    if workers < 0:
        raise ValueError(text)
    return workers


# the type names in argparse's error messages
_steps.__name__ = "number of updates"
_workers.__name__ = "number of processes"
