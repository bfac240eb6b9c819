"""Gives computing threads a lower priority than the window's."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from threading import get_native_id

SWITCH = 0.0005  # seconds that the window waits for the interpreter while other threads use it
NICENESS = 10  # of the thread that learns
STUDY_NICENESS = 15  # of the threads of studies


def lower_priority(niceness: int = NICENESS) -> None:
    """Lower the priority of this thread and of the threads it starts."""
    sys.setswitchinterval(SWITCH)
    if sys.platform == "linux":  # on other systems this would affect the whole process
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, get_native_id(), niceness)
