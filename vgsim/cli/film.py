"""The arguments of `vgsim film`, which the window's part of the program carries out."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser
from collections.abc import Callable
from pathlib import Path

from vgsim.play.film import PASS, RATES, SECONDS, SUBJECTS

THEMES = "light", "dark", "projector"


def add_film_arguments(
    film: ArgumentParser, steps: Callable[[str], int], size: Callable[[str], tuple[int, int]],
    stages: tuple[str, ...],
) -> None:  # fmt: skip
    """Describe the arguments of the command.

    Args:
        film: the parser of the command.
        steps: reads a number of updates.
        size: reads a size such as 1920x1080.
        stages: the names of what the middle of the window can show.
    """
    film.add_argument(
        "scenario",
        help="a .vgsim file or a share code; or a lesson: its name, or a .toml file",
    )
    film.add_argument("out", type=Path, help="the film to write (.webp, .gif, .png or .mp4)")
    film.add_argument(
        "--what", choices=SUBJECTS, default=None,
        help=f"one pass, a run of learning, or a step of a lesson (default {PASS})",
    )  # fmt: skip
    low, high = SECONDS
    film.add_argument(
        "--seconds", type=float, default=8.0, help=f"length, {low:g} to {high:g} (default 8)"
    )
    film.add_argument(
        "--rate", type=int, default=30,
        help=f"frames a second, {RATES[0]} to {RATES[1]} (default 30)",
    )  # fmt: skip
    film.add_argument(
        "--size", type=size, default=(1920, 1080), metavar="WxH",
        help="size of the picture, in pixels (default 1920x1080)",
    )  # fmt: skip
    film.add_argument("--theme", choices=THEMES, default="light", help="default light")
    film.add_argument(
        "--stage", choices=stages, default=None, help="what the middle of the window shows",
    )  # fmt: skip
    film.add_argument(
        "--no-diagrams", action="store_true", help="without the diagrams next to the networks"
    )
    film.add_argument(
        "--from", type=steps, default=None, dest="first", metavar="UPDATES",
        help="updates before the pass, or before the run begins (default 0)",
    )  # fmt: skip
    film.add_argument(
        "--to", type=steps, default=None, dest="last", metavar="UPDATES",
        help="updates at the end of the run (only with --what learning; default: as the scenario "
        "says, or 100)",
    )  # fmt: skip
    film.add_argument("--step", type=int, default=None, help="the step of a lesson (default 1)")
    film.add_argument("--seed", type=steps, default=None, help="seed of weights and batches")
    # what is selected in the window: lane, layer, unit, example, from 0; -1: none
    film.add_argument("--watch", type=int, nargs=4, default=None, help=SUPPRESS)
    # a folder in which the window follows the film, and says that it shall end
    film.add_argument("--notes", type=Path, default=None, help=SUPPRESS)
