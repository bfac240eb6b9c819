"""See why deep networks stop learning: the program with its window, or without one."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Dispatch: headless commands never import Qt."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    from vgsim.cli.main import main as headless
    from vgsim.cli.main import wants_no_window

    if wants_no_window(words):
        return headless(words)
    from ui.system import missing_packages

    missing = missing_packages()
    if missing:
        print(f"The window needs: sudo apt install {' '.join(missing)}", file=sys.stderr)
        return 1
    from ui.launch import run

    return run(words)


if __name__ == "__main__":
    sys.exit(main())
