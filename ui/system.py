"""What the window needs of the system; asked before Qt is imported, which would only abort."""

from __future__ import annotations

import ctypes
import os
import sys

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


def missing_packages(*, unseen: bool = False) -> list[str]:
    """The packages, by their names on Debian and Ubuntu, without which no window opens.

    `unseen`: it is drawn off screen.
    """
    if not sys.platform.startswith("linux"):
        return []
    unseen = unseen or os.environ.get("QT_QPA_PLATFORM", "").startswith("offscreen")
    missing = []
    for library, package in LIBRARIES.items():
        if unseen and ("xcb" in package or "x11" in package):
            continue
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing
