"""See why deep networks stop learning: the program with its window, or without one."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

# modules of this program that run in processes of their own: see `own_command`
PARTS = ("vgsim.compute.kernels.fill", "ui.raster.warm", "ui.benchmark", "ui.benchmark_start")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the words say; the exit code."""
    try:
        code = _dispatch(sys.argv[1:] if arguments is None else list(arguments))
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # whoever read has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def _dispatch(words: list[str]) -> int:
    """Headless commands never import Qt."""
    from vgsim.cli.output import make_safe

    make_safe()
    if words[:1] == ["--part"] and words[1:2] and words[1] in PARTS:
        code: int = import_module(words[1]).main(words[2:])
        return code
    from vgsim.cli.main import main as headless
    from vgsim.cli.main import wants_no_window, wants_picture

    if wants_no_window(words):
        return headless(words)
    from ui.display import reachable
    from ui.system import missing_packages

    tested, drawn = "--self-test" in words, wants_picture(words)
    if not (tested or drawn or reachable()):
        from vgsim.cli.terminal import show_as_text

        return show_as_text(words)
    missing = missing_packages(unseen=tested or drawn)
    if missing:
        print(f"The window needs: sudo apt install {' '.join(missing)}", file=sys.stderr)
        return 1
    if tested:
        from ui.selftest import self_test

        return self_test()
    if drawn:
        from ui.picture import picture

        return picture(words)
    from ui.launch import run

    return run(words)


def installed() -> int:
    """The same for a program without a Python of its own: its processes start it again."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()
    return main()


if __name__ == "__main__":
    sys.exit(installed())
