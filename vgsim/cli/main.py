"""The program without a window: its words on the command line."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

VERSION = "0.1.0"
COMMANDS = ("run", "bench", "sweep")
MOST_STEPS = 10**9


def wants_no_window(arguments: Sequence[str]) -> bool:
    """Whether these arguments are for `main` here rather than for the window."""
    words = {"--list", "--version", "-h", "--help"}
    return bool(arguments) and (arguments[0] in COMMANDS or bool(words & set(arguments)))


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say; the exit code: 0 done, 2 bad input, 1 other faults."""
    parsed = _parser().parse_args(arguments)
    if parsed.version:
        print(f"vgsim {VERSION}")
        return 0
    if parsed.list:
        from vgsim.cli.listing import listing

        print(listing(as_json=parsed.json))
        return 0
    if parsed.command == "bench":
        from vgsim.cli.bench import bench

        return bench(parsed)
    return _compute(parsed)


def _said(parsed: Namespace) -> str:
    if parsed.command == "sweep":
        from vgsim.cli.sweep import sweep

        return sweep(
            parsed.scenario, parsed.vary, parsed.out, lane=parsed.lane, updates=parsed.steps,
            workers=parsed.workers,
            scheduler=parsed.scheduler, allow_outside=parsed.allow_outside,
        )  # fmt: skip
    from vgsim.cli.run import run

    return run(
        parsed.scenario, parsed.steps, parsed.report, parsed.trace,
        allow_outside=parsed.allow_outside,
    )  # fmt: skip


def _compute(parsed: Namespace) -> int:
    from vgsim.cli.files import ScenarioError
    from vgsim.describe.errors import OutsideError, SpecError
    from vgsim.parts.regular import reason
    from vgsim.parts.tables import TableError

    try:
        print(_said(parsed))
    except OutsideError as error:
        print(f"{error}; add --allow-outside to read it", file=sys.stderr)
        return 2
    except SpecError as error:
        print(f"{parsed.scenario.name} cannot be run:", file=sys.stderr)
        print(error, file=sys.stderr)
        return 2
    except (ScenarioError, TableError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        raise
    except OSError as error:
        print(f"{error.filename or 'a file'}: {reason(error)}", file=sys.stderr)
        return 1
    return 0


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


_workers.__name__ = "number of processes"
_steps.__name__ = "number of updates"  # how argparse calls it in a complaint


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="vgsim",
        description="See why deep networks stop learning, and what brings them back.",
        epilog="Without a command the window opens; a scenario file may be named.",
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    parser.add_argument("--list", action="store_true", help="print every name a scenario may use")
    parser.add_argument("--json", action="store_true", help="with --list: as JSON")
    for option, text in (
        ("--self-test", "try every kernel, the files and one picture of the window"),
        ("--projector", "the window white and large, for the last row"),
        ("--fullscreen", "the window full screen"),
    ):
        parser.add_argument(option, action="store_true", help=text)
    parser.add_argument("--theme", help="light, dark or projector")
    parser.add_argument("--scenario", metavar="FILE", help="the scenario the window opens")
    parser.add_argument("--seed", type=int, help="the seed the window starts with")
    commands = parser.add_subparsers(dest="command", metavar="command")
    run = commands.add_parser("run", help="run a scenario without a window")
    run.add_argument("scenario", type=Path, help="a .vgsim file")
    run.add_argument("--steps", type=_steps, default=0, help="updates to make (default 0)")
    run.add_argument("--report", type=Path, help="write measures, curves and verdicts (JSON)")
    run.add_argument("--trace", type=Path, help="write one full pass (NumPy .npz)")
    sweep = commands.add_parser("sweep", help="a grid of networks, into a table")
    sweep.add_argument("scenario", type=Path, help="a .vgsim file")
    sweep.add_argument(
        "--vary", action="append", required=True, metavar="PATH=LOW:HIGH:COUNT",
        help="a setting and its values; twice for a plane; with :log evenly in the logarithm",
    )  # fmt: skip
    sweep.add_argument("--out", type=Path, required=True, help="the table (CSV)")
    sweep.add_argument("--lane", type=int, default=0, help="which network (default 0)")
    sweep.add_argument("--steps", type=_steps, default=0, help="updates before (default 0)")
    sweep.add_argument("--workers", type=_workers, default=0, help="processes (default: all cores)")
    sweep.add_argument(
        "--scheduler", default="", metavar="ADDRESS", help="compute on this Dask cluster instead"
    )
    for each in (run, sweep):
        each.add_argument(
            "--allow-outside", action="store_true",
            help="read a table that is not in the scenario's folder",
        )  # fmt: skip
    bench = commands.add_parser("bench", help="measure speed beside the peers")
    bench.add_argument("--quick", action="store_true", help="about a minute")
    parts = "kernels, switches, recurrent, plane, window or start"
    bench.add_argument("--only", metavar="PART", help=parts)
    return parser
