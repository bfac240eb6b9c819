"""Writes the first version of a lesson: what the window shows now, with one step to begin with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from vgsim.describe.codec import encode
from vgsim.describe.spec import Experiment
from vgsim.teach.condition_reader import depth_of
from vgsim.teach.lesson import Layer, Show
from vgsim.teach.reader import FORMAT, LONGEST_TITLE
from vgsim.words.language import tr
from vgsim.words.plain import plain

_MARKS = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def first_lesson(
    experiment: Experiment, show: Show, updates: int = 0, folder: Path | None = None
) -> str:
    """The text of a lesson file with one step, to be continued in an editor.

    Args:
        experiment: what the lesson starts with.
        show: what its step shows; `look` is left out. The number after the last hidden layer is
            the output layer.
        updates: how far the networks are trained in it.
        folder: where it will be saved; tables in it are named relative to it.
    """
    tree = json.loads(encode(experiment, folder))
    del tree["format"]
    title = plain(experiment.title, LONGEST_TITLE).strip() or tr("A new lesson")
    head = {
        "format": FORMAT, "title": title, "about": tr("One sentence about the lesson."),
        "minutes": 5, "level": 1, "start": tree,
    }  # fmt: skip
    show = replace(show, layer=_layer(experiment, show))
    shown = {each.name: getattr(show, each.name) for each in fields(show) if each.name != "look"}
    step: dict[str, Any] = {
        "title": tr("The first step"), "text": tr("A few sentences. An inline formula: $f'(z)$."),
    }  # fmt: skip
    step |= {"updates": updates, "playback": "end"} if updates else {}
    step["show"] = {name: value for name, value in shown.items() if value is not None}
    example = {
        "say": tr("The gradient at layer 1 is {value} of that at the last hidden layer."),
        "quantity": "gradient", "layer": 1, "than": {"layer": "last"}, "over": 0,
    }  # fmt: skip
    lines = [*_table(head, ""), "", "[[step]]", *_table(step, "step"), "", "[[step.claim]]",
             *_table(example, "step.claim")]  # fmt: skip
    return "\n".join(lines) + "\n"


def _layer(experiment: Experiment, show: Show) -> Layer | None:
    """The layer that is shown as files name it; None if the network does not have it."""
    if not isinstance(show.layer, int):
        return show.layer
    deepest = depth_of(experiment, experiment.lanes[show.lane or 0])
    if show.layer > deepest:
        return "output" if show.layer == deepest + 1 else None
    return show.layer


def _table(tree: Mapping[str, Any], path: str) -> Iterator[str]:
    """The lines of a table: first its values, then the tables in it under headers of their own."""
    later = []
    for key, value in tree.items():
        if value is None:
            continue
        if key != "than" and (_is_table(value) or _are_tables(value)):
            later.append((f"{path}.{key}" if path else key, value))
        else:
            yield f"{key} = {_value(value)}"
    for name, value in later:
        for each in value if isinstance(value, list) else [value]:
            yield ""
            yield f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
            yield from _table(each, name)


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_table, value))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(_MARKS.get(each, _shown(each)) for each in value) + '"'
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, dict):
        pairs = (f"{key} = {_value(inner)}" for key, inner in value.items() if inner is not None)
        return "{ " + ", ".join(pairs) + " }"
    return repr(value)


def _shown(character: str) -> str:
    """The character, or its escape if it is a control character."""
    return character if character >= " " and character != "\x7f" else f"\\u{ord(character):04x}"
