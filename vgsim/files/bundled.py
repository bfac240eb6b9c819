"""The scenarios shipped with the program."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from resources import find
from vgsim.describe.about import About
from vgsim.describe.codec import decode, heading_of
from vgsim.describe.spec import Experiment
from vgsim.words.language import tr

SUFFIX = ".vgsim"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A shipped scenario; scenarios of one group are listed together under its name."""

    title: str
    about: About
    content: bytes
    group: str = ""

    @property
    def experiment(self) -> Experiment:
        """The experiment, decoded on first use: only one is needed at the start."""
        return _experiment(self.content)


@cache
def _experiment(content: bytes) -> Experiment:
    return decode(content)


GROUPS = {  # folder -> name of the group
    "": "", "recurrent": tr("Through time"), "classics": tr("Classic results"),
}  # fmt: skip


@lru_cache(maxsize=1)
def scenarios() -> tuple[Scenario, ...]:
    """The shipped scenarios in order, group after group."""
    found = []
    for folder, group in GROUPS.items():
        for path in sorted((find("scenarios") / folder).glob(f"*{SUFFIX}")):
            content = path.read_bytes()
            found.append(Scenario(*heading_of(content), content, group))
    return tuple(found)
