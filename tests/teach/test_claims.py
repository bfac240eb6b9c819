"""The page of the 93 claims: all are there, and every place that it names shows what it says.

`python -m tests.teach.test_claims` writes its last column: the lessons of each claim.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from tests.teach.opened import opened
from vgsim.files.bundled import scenarios
from vgsim.teach.library import bundled
from vgsim.words.scenarios import PANELS

PAGE = Path(__file__).resolve().parents[2] / "resources/help/claims.md"
COUNT = 93
ROW = re.compile(r"\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|")
ANSWERS = ("yes", "partly", "no", "the reason is wrong")


def rows() -> dict[str, tuple[str, str, list[str], list[str]]]:
    """Claim, answer, scenarios and panels, lessons, by number."""
    found = {}
    for line in PAGE.read_text("utf-8").splitlines():
        if (match := ROW.fullmatch(line)) and re.match(r" C\d", match[1]):
            number, say, answer, where, lessons = (cell.strip() for cell in match.groups())
            found[number] = (say, answer, _names(where), _names(lessons))
    return found


def _names(cell: str) -> list[str]:
    return [name.strip(" `") for name in cell.split(",") if name.strip(" `")]


def lessons_of() -> dict[str, list[str]]:
    """The lessons that show or correct each claim."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in bundled():
        for number in opened(path).claims:
            found[number].append(path.stem)
    return found


def test_every_claim_has_an_answer() -> None:
    found = rows()
    assert list(found) == [f"C{number}" for number in range(1, COUNT + 1)]
    for number, (say, answer, _, _) in found.items():
        assert say.endswith("."), number
        assert answer.startswith(ANSWERS), number


def test_every_place_exists() -> None:
    known = {*PANELS.values(), *(each.name for each in scenarios())}
    for number, (_, _, places, _) in rows().items():
        assert set(places) <= known, number


def test_the_lessons_it_names_cover_the_claim() -> None:
    covered = lessons_of()
    for number, (_, _, _, lessons) in rows().items():
        assert set(lessons) <= set(covered[number]), number


def test_every_claim_is_shown_somewhere() -> None:
    covered = lessons_of()
    nowhere = {number for number, (_, _, places, _) in rows().items()
               if not (places or covered[number])}  # fmt: skip
    assert nowhere == set()


def write() -> None:
    """Write the column of the lessons again."""
    covered, lines = lessons_of(), []
    for line in PAGE.read_text("utf-8").splitlines():
        match = re.match(r"\| (C\d+) \|", line)
        if match is not None:
            cells = [cell.strip() for cell in line.strip("|").split("|")][:4]
            names = ", ".join(f"`{name}`" for name in covered[match[1]])
            line = f"| {' | '.join(cells)} | {names} |"
        lines.append(line)
    PAGE.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    write()
