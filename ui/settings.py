"""What the window remembers between starts: a small JSON file, never a reason to fail."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

LIMIT = 65536  # bytes


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything remembered; the defaults are those of the first start."""

    theme: str = "light"
    window: tuple[int, ...] = ()  # x, y, width, height; empty: never placed
    maximized: bool = False
    columns: tuple[int, ...] = ()  # shares of controls, networks, diagrams
    folder: str = ""  # where scenarios were last opened or saved
    seconds_per_pass: float = 3.5
    memory: int = 96  # MiB for the way back through learning
    recent: tuple[str, ...] = ()  # files opened or saved, the newest first


def settings_path() -> Path:
    """The settings' file of this user; VGSIM_SETTINGS names another one."""
    override = os.environ.get("VGSIM_SETTINGS")
    if override:
        return Path(override)
    from platformdirs import user_config_path

    return user_config_path("vgsim", appauthor=False) / "settings.json"


def load_settings(path: Path) -> tuple[Settings, str | None]:
    """The settings, and one sentence if the file could not be used (it is kept as .bad)."""
    try:
        with path.open("rb") as file:
            text = file.read(LIMIT + 1)
    except OSError:
        return Settings(), None
    try:
        if len(text) > LIMIT:
            raise ValueError("too large")
        return _checked(json.loads(text.decode("utf-8"))), None
    except (ValueError, TypeError, RecursionError):
        with suppress(OSError):
            path.replace(path.with_suffix(".bad"))
        return Settings(), "The settings could not be read; the window starts with its defaults."


def save_settings(path: Path, settings: Settings) -> None:
    """Write all or nothing; a folder that cannot be written is no fault worth a message."""
    from vgsim.cli.files import atomic_write

    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, json.dumps(asdict(settings), indent=2).encode("utf-8"))


def _checked(raw: object) -> Settings:
    """Settings from whatever the file held: an entry of a wrong kind keeps its default."""
    if not isinstance(raw, dict):
        raise ValueError("not an object")
    good: dict[str, Any] = {}
    defaults = Settings()
    for field in fields(Settings):
        value, default = raw.get(field.name), getattr(defaults, field.name)
        if isinstance(default, tuple) and isinstance(value, list):
            kind = str if "str" in str(field.type) else int
            if len(value) <= 10 and all(type(item) is kind for item in value):
                good[field.name] = tuple(value)
        elif isinstance(default, float) and isinstance(value, int | float):
            if 0.05 <= value <= 3600:
                good[field.name] = float(value)
        elif type(default) is int:
            if type(value) is int and 4 <= value <= 16_384:
                good[field.name] = value
        elif type(value) is type(default):
            good[field.name] = value
    return replace(defaults, **good)
