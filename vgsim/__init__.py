"""The simulation core. Importing it comes before importing NumPy."""

import os

# The matrices of a lesson are small: more threads only wait for one another, and they wait busily,
# on the processors that other networks and the window need. A person's own choice is respected.
for _name in ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_name, "1")

# Some containers run as a user without a home: it is treated as one that cannot be written to.
if os.name == "posix" and os.path.expanduser("~") == "~":
    os.environ["HOME"] = os.devnull
