"""See why deep networks stop learning: the program with its window, or without one."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Sequence

# Qt's window on X11 needs these of the system; on a bare machine they are the ones that lack.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}


def missing_packages() -> list[str]:
    """The packages, by their names on Debian and Ubuntu, without which no window opens."""
    if not sys.platform.startswith("linux"):
        return []
    missing = []
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def main(arguments: Sequence[str] | None = None) -> int:
    """Dispatch: headless commands never import Qt."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    from vgsim.cli.main import main as headless
    from vgsim.cli.main import wants_no_window

    if wants_no_window(words):
        return headless(words)
    missing = missing_packages()
    if missing:
        print(f"The window needs: sudo apt install {' '.join(missing)}", file=sys.stderr)
        return 1
    from ui.application import run

    return run(words)


if __name__ == "__main__":
    sys.exit(main())
