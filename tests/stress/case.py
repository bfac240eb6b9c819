"""What one case came to, and what many came to together."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

KEPT = 3  # failures of one kind that are stored; the rest is only counted


class Wrong(Exception):
    """The program broke a rule that a part of this package checks."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One case that failed. `case` is what `--replay` takes."""

    case: str
    what: str  # one line; failures with the same line are of one kind
    detail: str = ""
    content: bytes = b""
    suffix: str = ".txt"


@dataclass
class Tally:
    """Results of many cases; tallies can be added."""

    cases: int = 0
    seconds: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)  # of failures
    failures: list[Failure] = field(default_factory=list)
    worst: dict[str, tuple[float, str, str]] = field(default_factory=dict)  # amount, case, unit

    def fail(self, failure: Failure) -> None:
        """Count a failure, and keep it if it is one of the first of its kind."""
        self.kinds[failure.what] += 1
        if self.kinds[failure.what] <= KEPT:
            self.failures.append(failure)

    def measure(self, name: str, amount: float, case: str, unit: str) -> None:
        """Remember the case with the largest amount."""
        if amount > self.worst.get(name, (0.0, "", ""))[0]:
            self.worst[name] = amount, case, unit

    def add(self, other: Tally) -> None:
        """Add the results of other cases."""
        self.cases += other.cases
        self.outcomes += other.outcomes
        for failure in other.failures:
            if self.kinds[failure.what] < KEPT:
                self.failures.append(failure)
        self.kinds += other.kinds
        for name, (amount, case, unit) in other.worst.items():
            self.measure(name, amount, case, unit)


def line(name: str, tally: Tally) -> str:
    """One line about a part: cases, rate, failures, the most expensive case."""
    rate = tally.cases / tally.seconds if tally.seconds else 0.0
    outcomes = ", ".join(f"{count:,} {what}" for what, count in tally.outcomes.most_common(6))
    worst = "; ".join(
        f"{what} {amount:.3g} {unit} ({case})" for what, (amount, case, unit) in tally.worst.items()
    )
    return (
        f"{name}: {tally.cases:,} cases in {tally.seconds:.0f} s, {rate:,.0f} a second, "
        f"{tally.kinds.total()} failed | {outcomes} | {worst}"
    )


def described(tally: Tally) -> list[str]:
    """What failed, each with its case."""
    return [f"{each.what} ({each.case}): {each.detail[-1000:]}" for each in tally.failures]


def store(folder: Path, tally: Tally) -> list[str]:
    """Write every failure as a file with its replay command; the lines to print about them."""
    lines = []
    for failure in tally.failures:
        folder.mkdir(parents=True, exist_ok=True)
        name = failure.case.replace(":", "-").replace("/", "_")
        if failure.content:
            (folder / f"{name}{failure.suffix}").write_bytes(failure.content)
        command = f"python3 -m tests.stress --replay {failure.case}"
        report = f"{failure.what}\n\nReplay: {command}\n\n{failure.detail}\n"
        (folder / f"{name}.report.txt").write_text(report, "utf-8", errors="replace")
        lines.append(f"  {failure.what} (x{tally.kinds[failure.what]}): {command}")
    return lines


def to_json(tally: Tally) -> str:
    """A tally as text, for another process."""
    return json.dumps(
        {
            "cases": tally.cases,
            "outcomes": tally.outcomes,
            "kinds": tally.kinds,
            "failures": [
                {"case": each.case, "what": each.what, "detail": each.detail}
                for each in tally.failures
            ],
            "worst": tally.worst,
        }
    )


def from_json(text: str) -> Tally:
    """The tally another process wrote."""
    raw = json.loads(text)
    return Tally(
        raw["cases"], 0.0, Counter(raw["outcomes"]), Counter(raw["kinds"]),
        [Failure(**each) for each in raw["failures"]],
        {name: (amount, case, unit) for name, (amount, case, unit) in raw["worst"].items()},
    )  # fmt: skip
