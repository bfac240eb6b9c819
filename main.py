"""The vanishing-gradient simulator: the window, or a command without one."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the program; the exit code."""
    arguments = sys.argv[1:]
    from vgsim.cli.main import main as headless
    from vgsim.cli.main import wants_no_window

    if wants_no_window(arguments):
        return headless(arguments)
    from ui.application import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
