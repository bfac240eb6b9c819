"""The process of the window: part, seed, events, seconds, folder, file for the result."""

from __future__ import annotations

import sys
from pathlib import Path

from vgsim.setup.process import prepare

prepare()  # before NumPy
from tests.stress.window.host import Host  # noqa: E402
from tests.stress.window.monkey import Monkey  # noqa: E402
from tests.stress.window.soak import Soak  # noqa: E402


def main(words: list[str]) -> int:
    """Run one part; the exit code."""
    part, seed, events, seconds, folder, result = words
    host = Host(f"{part}:{seed}:{events}", Path(folder), Path(result))
    if part == "soak":
        return host.run(Soak(host, float(seconds)).begin)
    return host.run(Monkey(host, int(seed), int(events), float(seconds)).begin)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
