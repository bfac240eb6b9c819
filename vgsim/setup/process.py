"""Sets environment variables for this process and its children, before NumPy is loaded.

A process that only imports vgsim, such as a notebook, is not changed.
"""

from __future__ import annotations

import os
import sys

# Typical matrices are small, so more threads would mostly wait for each other. They would wait
# actively, on processors that other networks and the window need.
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def prepare() -> None:
    """Set the variables that the user has not set. Every entry point of the program calls this."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    # Some containers run as a user without a home: treat it like one that is not writable.
    if os.name == "posix" and os.path.expanduser("~") == "~":
        os.environ["HOME"] = os.devnull
    # Python uses UTF-8 in this locale anyway (PEP 540); Qt would print a complaint about it.
    if sys.platform == "linux" and os.environ.get("LC_ALL") in ("C", "POSIX"):
        os.environ["LC_ALL"] = "C.UTF-8"
