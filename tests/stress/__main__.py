"""Long tests of everything that may be damaged, killed or clicked: `python3 -m tests.stress`.

Exit code 0: nothing failed; 1: something did, and it is stored with a command that replays it.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from vgsim.setup.process import prepare

prepare()  # before NumPy
from tests.stress.case import Tally, line, store  # noqa: E402
from tests.stress.parts import PARTS, Plan, replay_file  # noqa: E402


def main(words: list[str]) -> int:
    """Run the parts or replay a case; the exit code."""
    given = _parser().parse_args(words)
    if given.replay:
        return _replayed(given.replay)
    names = given.only.split(",") if given.only else [n for n, part in PARTS.items() if part.share]
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"There is no part {unknown[0]}: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    return _run(names, given)


def _run(names: list[str], given: Namespace) -> int:
    """Run these parts one after the other, each with its share of the time."""
    shares = {name: PARTS[name].share for name in names}
    whole, failed = sum(shares.values()) or 1.0, 0
    for name in names:
        seconds = given.minutes * 60 * shares[name] / whole
        tally = PARTS[name].run(Plan(given.seed, seconds, given.jobs, given.cases))
        failed += tally.kinds.total()
        _print(name, tally, store(given.out, tally))
    print(f"{failed} failed" + (f"; stored in {given.out}" if failed else ""))
    return 1 if failed else 0


def _replayed(case: str) -> int:
    """Run one case again: PART:SEED:NUMBER, or a file that was stored."""
    if Path(case).is_file():
        name = Path(case).name.split("-")[0]
        tally = replay_file(name, Path(case).read_bytes())
    else:
        name, seed, number = case.split(":")
        tally = PARTS[name].replay(int(seed), int(number))
    _print(name, tally, [f"{each.what}\n{each.detail}" for each in tally.failures])
    return 1 if tally.failures else 0


def _print(name: str, tally: Tally, lines: list[str]) -> None:
    encoding = sys.stdout.encoding or "ascii"
    for each in (line(name, tally), *lines):
        print(each.encode(encoding, "backslashreplace").decode(encoding), flush=True)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python3 -m tests.stress", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="for all parts together")
    parser.add_argument("--only", default="", help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--seed", type=int, default=1, help="of the first case (default 1)")
    parser.add_argument("--cases", type=int, help="end a part after this many cases")
    parser.add_argument("--jobs", type=int, default=2, help="processes of a fuzzer (default 2)")
    parser.add_argument("--out", type=Path, default=Path("stress-failures"),
                        help="folder for failures (default stress-failures)")  # fmt: skip
    parser.add_argument("--replay", metavar="CASE", help="PART:SEED:NUMBER, or a stored file")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
