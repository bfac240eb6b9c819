"""The scenarios shipped with the program, in the order of their groups."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from resources import find
from vgsim.describe.about import About
from vgsim.describe.codec import decode, heading_of
from vgsim.describe.spec import Experiment
from vgsim.words.scenarios import GROUPS

SUFFIX = ".vgsim"
FOLDERS = ("", "recurrent", "classics")
PICTURES = "scenarios/pictures"  # drawn by .ci/pictures.py
INDEX = f"{PICTURES}/index.json"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A shipped scenario; `name` is its path without the suffix, as in "classics/12_selu"."""

    name: str
    title: str
    about: About
    content: bytes

    @property
    def group(self) -> str:
        """The title of the group under which it is listed."""
        return GROUPS.get(self.about.group or "", "")

    @property
    def path(self) -> Path:
        """The file."""
        return find(f"scenarios/{self.name}{SUFFIX}")

    @property
    def experiment(self) -> Experiment:
        """The experiment, decoded on first use: only one is needed at the start."""
        return _experiment(self.content)


@cache
def _experiment(content: bytes) -> Experiment:
    return decode(content)


@lru_cache(maxsize=1)
def scenarios() -> tuple[Scenario, ...]:
    """The shipped scenarios in order, group after group."""
    found = []
    for folder in FOLDERS:
        for path in sorted((find("scenarios") / folder).glob(f"*{SUFFIX}")):
            content = path.read_bytes()
            name = f"{folder}/{path.stem}".lstrip("/")
            found.append(Scenario(name, *heading_of(content), content))
    places = {group: place for place, group in enumerate(GROUPS)}
    found.sort(key=lambda each: places.get(each.about.group or "", len(places)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is known of a scenario's picture and of the run from which it was drawn."""

    content: str  # SHA-256 of the scenario's file, in hexadecimal
    seconds: float  # computing time of its updates on the machine that drew it


@lru_cache(maxsize=1)
def drawn() -> dict[str, Drawn]:
    """What `.ci/pictures.py` noted of every scenario, by name."""
    entries = json.loads(find(INDEX).read_text("utf-8"))
    return {name: Drawn(**entry) for name, entry in entries.items()}


def picture_name(scenario: Scenario, dark: bool) -> str:
    """The file, among the resources, with its picture for a dark or a light background."""
    flat = scenario.name.replace("/", "_")
    return f"{PICTURES}/{'dark' if dark else 'light'}/{flat}.png"


def picture_of(scenario: Scenario, dark: bool) -> Path:
    """The picture of a scenario for a dark or a light background.

    Raises:
        FileNotFoundError: it has none.
    """
    return find(picture_name(scenario, dark))
