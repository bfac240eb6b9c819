"""The cards of the shipped scenarios, and of the user's own files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ui.widgets.cards import Card
from vgsim.describe.spec import Experiment
from vgsim.describe.title import titled
from vgsim.files.bundled import Scenario, drawn, picture_of
from vgsim.files.places import shown_name
from vgsim.files.versions import Version
from vgsim.parts.datasets import DATASETS
from vgsim.words.language import tr
from vgsim.words.lists import listed
from vgsim.words.numbers import scientific
from vgsim.words.plain import plain
from vgsim.words.scenarios import PANELS


def scenario_cards(
    scenarios: Sequence[Scenario], current: int | None, dark: bool, seconds: float
) -> list[Card]:
    """A card for every scenario; its key is its index.

    Args:
        scenarios: the shipped ones.
        current: the index of the one that is open.
        dark: whether the theme is dark.
        seconds: what the animation of a pass takes.
    """
    return [
        Card(
            index, each.title, each.about.note, tuple(_facts(each, seconds)), each.group,
            picture_of(each, dark), index == current,
        )
        for index, each in enumerate(scenarios)
    ]  # fmt: skip


def recent_cards(paths: Sequence[str]) -> list[Card]:
    """A card for each of these files; its key is its path."""
    return [
        Card(
            path, plain(shown_name(Path(path)), 60), plain(str(Path(path).parent), 200), (),
            tr("Your own files"),
        )
        for path in paths
    ]  # fmt: skip


def version_cards(versions: Sequence[Version]) -> list[Card]:
    """A card for each version that was changed and not saved; its key is the version."""
    return [
        Card(
            each, tr("Your version of {title}", title=plain(each.title, 60)),
            tr("Changed and not saved; last changed {when}", when=f"{each.when:%Y-%m-%d %H:%M}"),
            (_made_of(each.experiment),), tr("Your versions"),
        )
        for each in versions
    ]  # fmt: skip


def _facts(scenario: Scenario, seconds: float) -> Iterator[str]:
    """What is compared, what it is made of, where to look, and how long it takes."""
    experiment, about = scenario.experiment, scenario.about
    titles = (titled(experiment, index) for index in range(len(experiment.lanes)))
    yield tr("Compares: {networks}", networks="; ".join(titles))
    yield _made_of(experiment)
    yield _time(scenario, seconds)
    if about.panel is not None:
        yield tr("Look at: {panel}", panel=PANELS[about.panel])
    if about.source:
        yield tr("Source: {source}", source=about.source)


def _made_of(experiment: Experiment) -> str:
    networks = [lane.network for lane in experiment.lanes]
    data = DATASETS[experiment.data.name].label
    if any(network.cell != "none" for network in networks):
        return tr("Recurrent networks. Data: {data}", data=data)
    depths = sorted({network.depth for network in networks})
    if depths == [1]:
        return tr("One hidden layer. Data: {data}", data=data)
    layers = listed([str(depth) for depth in depths])
    return tr("{layers} hidden layers. Data: {data}", layers=layers, data=data)


def _time(scenario: Scenario, seconds: float) -> str:
    if not scenario.about.updates:
        return tr("Time: one pass, {seconds} s", seconds=scientific(seconds, 2))
    computing = drawn()[scenario.name].seconds
    return tr(
        "Time: one pass, {seconds} s; then Run for %n update(s), about {computing} s",
        "", scenario.about.updates, seconds=scientific(seconds, 2),
        computing=scientific(max(computing, 0.1), 1),
    )  # fmt: skip
