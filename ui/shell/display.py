"""Checks for a display before Qt is imported, because Qt aborts without one."""

from __future__ import annotations

import os
import re
import socket
import sys
from contextlib import suppress
from ctypes import CDLL, c_char_p, c_int, c_void_p
from threading import Thread

PATIENCE = 5.0  # seconds for an X server on another machine to answer
_LOCAL = re.compile(r"(?:unix/?)?:(\d+)(?:\.\d+)?")


def reachable() -> bool:
    """Whether a window can open here; respects the user's choice in QT_QPA_PLATFORM."""
    if not sys.platform.startswith("linux"):
        return True
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if not chosen:
        return _wayland() or _x11()
    names = [each.partition(":")[0] for each in chosen.split(";")]
    return any(_usable(name) for name in names)


def _usable(platform: str) -> bool:
    """Whether a Qt platform finds its display; platforms that need none always do."""
    if platform.startswith("wayland"):
        return _wayland()
    return _x11() if platform == "xcb" else True


def _wayland() -> bool:
    """Whether a compositor listens where Qt looks for it."""
    if os.environ.get("WAYLAND_SOCKET"):  # a connection that is already open
        return True
    name = os.environ.get("WAYLAND_DISPLAY", "")
    return bool(name) and _listens(os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), name))


def _x11() -> bool:
    """Whether an X server accepts this user, tested with the library that Qt uses."""
    name = os.environ.get("DISPLAY", "")
    if ":" not in name:  # every name of an X server has one
        return False
    try:
        xcb = CDLL("libxcb.so.1")
    except OSError:  # if there is a server, the missing library is reported later
        local = _LOCAL.fullmatch(name)
        socket_name = f"/tmp/.X11-unix/X{local[1]}" if local else ""
        return not local or _listens(f"\0{socket_name}") or _listens(socket_name)
    found: list[bool] = []
    connecting = Thread(target=lambda: found.append(_connects(xcb)), daemon=True)
    connecting.start()
    connecting.join(PATIENCE)
    return found == [True]


def _connects(xcb: CDLL) -> bool:
    """Connect, and stay connected: some X servers reset when their only client disconnects."""
    xcb.xcb_connect.restype = c_void_p
    xcb.xcb_connect.argtypes = c_char_p, c_void_p
    xcb.xcb_connection_has_error.argtypes = (c_void_p,)
    xcb.xcb_connection_has_error.restype = c_int
    error: int = xcb.xcb_connection_has_error(xcb.xcb_connect(None, None))
    return error == 0


def _listens(path: str) -> bool:
    """Whether a program accepts connections at this socket."""
    with socket.socket(socket.AF_UNIX) as found, suppress(OSError, ValueError):
        found.settimeout(PATIENCE)
        found.connect(path)
        return True
    return False
