"""Runs the commands that need no window."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from vgsim.cli.arguments import command_parser
from vgsim.cli.attempt import attempt
from vgsim.version import VERSION

COMMANDS = (
    "run", "diagnose", "report", "bench", "sweep", "glossary", "lessons", "lesson-check",
    "lesson-print", "film", "export",
)  # fmt: skip


def wants_no_window(arguments: Sequence[str]) -> bool:
    """Whether these arguments are for `main` below and not for the window."""
    words = {"--list", "--version", "-h", "--help"}
    return bool(arguments) and (arguments[0] in COMMANDS or bool(words & set(arguments)))


def wants_pdf(arguments: Sequence[str]) -> bool:
    """Whether these arguments ask for a handout or report as a PDF, which Qt draws."""
    drawn = arguments[:1] in (["lesson-print"], ["report"])
    return drawn and any(each.lower().endswith(".pdf") for each in arguments)


def wants_film(arguments: Sequence[str]) -> bool:
    """Whether these arguments ask for a film, which the window draws off screen."""
    return arguments[:1] == ["film"] and not {"-h", "--help"} & set(arguments)


def wants_picture(arguments: Sequence[str]) -> bool:
    """Whether these arguments ask for a picture of the window instead of the window."""
    return any(word.partition("=")[0] == "--picture" for word in arguments)


def main(arguments: Sequence[str]) -> int:
    """Run a command; returns the exit code: 0 success, 2 bad input, 1 other errors."""
    parsed = command_parser().parse_args(arguments)
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
    if parsed.command == "glossary":
        from vgsim.cli.glossary import glossary

        return glossary(" ".join(parsed.term))
    if parsed.command in ("lessons", "lesson-check", "lesson-print"):
        from vgsim.cli.lessons import lessons

        return lessons(parsed)
    from vgsim.files.places import shown_name

    return attempt(shown_name(parsed.scenario), lambda: _text(parsed))


def _text(parsed: Namespace) -> str:
    """Run a command and return the text to print."""
    if parsed.command == "sweep":
        from vgsim.cli.sweep import sweep

        return sweep(
            parsed.scenario, parsed.vary, parsed.out, lane=parsed.lane, updates=parsed.steps,
            workers=parsed.workers,
            scheduler=parsed.scheduler, allow_outside=parsed.allow_outside,
        )  # fmt: skip
    if parsed.command == "diagnose":
        from vgsim.cli.diagnose import diagnose

        return diagnose(parsed.scenario, parsed.steps, allow_outside=parsed.allow_outside)
    if parsed.command == "report":
        from vgsim.cli.hand_in import hand_in

        return hand_in(
            parsed.scenario, parsed.out, parsed.steps, allow_outside=parsed.allow_outside
        )
    if parsed.command == "export":
        from vgsim.cli.export import export

        return export(
            parsed.scenario, parsed.folder, parsed.steps, allow_outside=parsed.allow_outside
        )
    from vgsim.cli.run import run

    return run(
        parsed.scenario, parsed.steps, parsed.report, parsed.trace,
        allow_outside=parsed.allow_outside,
    )  # fmt: skip
