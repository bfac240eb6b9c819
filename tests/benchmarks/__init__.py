"""Measures speed against other libraries in one run. Only ratios are comparable across machines.

Started by `main.py bench`; `run.py` lists all benchmarks by name.
"""

import os

# one thread for every library; read when NumPy is loaded
for _name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
