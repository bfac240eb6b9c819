"""The system libraries that Qt needs on Linux; without them importing Qt aborts."""

from __future__ import annotations

import ctypes
import os
import sys

# Those that a minimal system does not have; all others are dependencies of them.
# library -> (its package on Debian and Ubuntu, its package on Arch)
LIBRARIES = {
    "libEGL.so.1": ("libegl1", "libglvnd"),
    "libGL.so.1": ("libgl1", "libglvnd"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
}


def missing(*, headless: bool = False) -> list[str]:
    """The missing libraries that the window needs; fewer if it is drawn off screen."""
    if not sys.platform.startswith("linux"):
        return []
    headless = headless or os.environ.get("QT_QPA_PLATFORM", "").startswith("offscreen")
    return [
        name
        for name in LIBRARIES
        if not (headless and ("xcb" in name or "x11" in name)) and not _loads(name)
    ]


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def packages(libraries: list[str]) -> list[str]:
    """The packages that contain these libraries, as the package manager names them.

    dnf and zypper find packages by the libraries they contain. If no package manager is known,
    Debian's names are returned.
    """
    from vgsim.setup.system import manager

    name = manager()
    if name in ("dnf", "zypper"):
        return [f"{library}()(64bit)" for library in libraries]
    return list(dict.fromkeys(LIBRARIES[library][name == "pacman"] for library in libraries))


def obtain(*, headless: bool = False) -> None:
    """Install missing libraries if the user agrees.

    Raises:
        SetupError: They are still missing; the message says what to type.
    """
    needed = missing(headless=headless)
    if not needed:
        return
    from vgsim.setup import system
    from vgsim.setup.report import SetupError

    system.obtain(packages(needed), "System libraries that the window needs")
    left = missing(headless=headless)
    if left:
        raise SetupError(f"The window needs system libraries that are missing: {' '.join(left)}")
