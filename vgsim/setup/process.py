"""What a process of this program sets for itself, before NumPy is loaded; it hands it on to others.

A process that merely imports vgsim, such as a notebook, is left as it is.
"""

from __future__ import annotations

import os

# The matrices of a lesson are small: more threads only wait for one another, and they wait busily,
# on the processors that other networks and the window need.
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def prepare() -> None:
    """Called by every entry point of the program; a person's own choice is respected."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    # Some containers run as a user without a home: it is treated as one that cannot be written to.
    if os.name == "posix" and os.path.expanduser("~") == "~":
        os.environ["HOME"] = os.devnull
