"""How fast is it, beside its peers, on this machine, in one run? Ratios travel, seconds do not.

`main.py bench` is the door; `run.py` knows every benchmark by its name.
"""

import os

# read when NumPy is loaded: one thread for everybody
for _name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
