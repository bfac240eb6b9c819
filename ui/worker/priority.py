"""Threads that compute leave interpreter and processor to the window first."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from threading import get_native_id

SWITCH = 0.0005  # seconds the window waits for the interpreter while others use it
NICENESS = 10  # of learning
LEAST = 15  # of work beside it


def give_way(niceness: int = NICENESS) -> None:
    """Let this thread, and those it starts, be served after the window."""
    sys.setswitchinterval(SWITCH)
    if sys.platform == "linux":  # elsewhere this would concern the whole process
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, get_native_id(), niceness)
