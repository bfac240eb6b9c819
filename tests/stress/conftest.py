"""The short stress tests: memory limits, forks and /proc are those of Linux."""

from __future__ import annotations

import sys

collect_ignore_glob = [] if sys.platform == "linux" else ["test_*.py"]
