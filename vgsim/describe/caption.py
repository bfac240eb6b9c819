"""The caption of an exported picture, which identifies the experiment it shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from vgsim.describe.fields import FIELDS
from vgsim.describe.spec import DataSpec, Experiment, NetworkSpec, TrainingSpec
from vgsim.describe.title import titled
from vgsim.describe.values import value_text
from vgsim.words.language import tr

LEFT_OUT = ("data.path",)  # private: the user's folders


def caption(experiment: Experiment, step: int) -> str:
    """Title, all settings that differ from their defaults, seed and update, in one line."""
    names = [titled(experiment, index) for index in range(len(experiment.lanes))]
    shared = [
        *_changed("data", experiment.data, DataSpec()),
        *_changed("training", experiment.training, TrainingSpec()),
    ]
    parts = [experiment.title, ", ".join(shared)]
    for name, lane in zip(names, experiment.lanes, strict=True):
        own = [
            *_changed("network", lane.network, NetworkSpec()),
            *_changed("data", lane.data or experiment.data, experiment.data),
            *_changed("training", lane.training or experiment.training, experiment.training),
        ]
        settings = ", ".join(own) or tr("default settings")
        parts.append(f"{name}: {settings}")
    parts.append(tr("Seed {seed}, update {step}", seed=experiment.seed, step=step))
    return ". ".join(part.rstrip(".") for part in parts if part)


def _changed(group: str, part: object, default: object) -> Iterator[str]:
    """Label and value of the settings of `given` that differ from those of `usual`."""
    for each in fields(part):  # type: ignore[arg-type]
        path, value = f"{group}.{each.name}", getattr(part, each.name)
        if value != getattr(default, each.name) and path in FIELDS and path not in LEFT_OUT:
            yield f"{FIELDS[path].label} {value_text(FIELDS[path], value)}"
