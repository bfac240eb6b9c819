"""Converts experiments to and from the text of a scenario file, one JSON object."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from vgsim.describe.about import About
from vgsim.describe.json_text import parsed
from vgsim.describe.reader import FORMAT, Allows, Reader
from vgsim.describe.setting import declared
from vgsim.describe.spec import Experiment
from vgsim.parts.activations import is_own
from vgsim.parts.own import definition_of


def no_table(path: str) -> bool:
    """Allow no table outside the scenario's folder."""
    return False


def any_table(path: str) -> bool:
    """Allow every table: the file is the user's own, or the user agreed."""
    return True


def decode(text: str | bytes, folder: Path | None = None, allows: Allows = no_table) -> Experiment:
    """The experiment in a scenario file.

    Args:
        text: the content of the file.
        folder: base of relative paths to tables; None: the current one, and no table is inside.
        allows: whether a table outside the folder may be read; others are not touched at all.

    Raises:
        SpecError: the faults found, each with its path in the file.
        OutsideError: the only fault is a table that is not allowed.
    """
    return Reader(folder, allows).experiment(parsed(text))


def about_of(text: str | bytes) -> About:
    """Note and source of a scenario file."""
    return heading_of(text)[1]


def heading_of(text: str | bytes) -> tuple[str, About]:
    """Title, note and source of a scenario file, without checking the rest."""
    raw = parsed(text)
    title = word if isinstance(word := raw.get("title"), str) else ""
    settings = declared(About)
    known: dict[str, Any] = {name: raw.get(name) for name in settings if name in raw}
    return title, About(**{k: v for k, v in known.items() if settings[k].accepts(v)})


def encode(experiment: Experiment, folder: Path | None = None, about: About | None = None) -> str:
    """The text of a scenario file; most settings that have their default are left out.

    `decode(encode(e)) == e`. Paths of tables below `folder` are relative to it. Bytes of a file
    name that are not valid text become JSON escapes.
    """
    tree: dict[str, Any] = {"format": FORMAT, "title": experiment.title}
    tree |= _written(about or About(), folder)
    tree |= _written(experiment, folder)
    text = json.dumps(tree, indent=2, ensure_ascii=False) + "\n"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _written(part: Any, folder: Path | None) -> dict[str, Any]:
    known = declared(part.__class__)
    written: dict[str, Any] = {}
    for each in fields(part):
        name, value = each.name, getattr(part, each.name)
        always = is_dataclass(value) or (name in known and known[name].always)
        if each.compare and (always or value != each.default):
            if name in known and known[name].kind == "choice" and is_own(value):
                value = definition_of(value).name
            written[name] = _relative(value, folder) if name == "path" else _plain(value, folder)
    return written


def _plain(value: Any, folder: Path | None) -> Any:
    if isinstance(value, tuple):
        return [_plain(each, folder) for each in value]
    return _written(value, folder) if is_dataclass(value) else value


def _relative(path: str | None, folder: Path | None) -> str | None:
    if path is None or folder is None:
        return path
    try:
        return Path(path).relative_to(folder).as_posix()
    except ValueError:
        return path
