"""Settings kept between starts in a small JSON file; errors never stop the program."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from vgsim.files.atomic import atomic_write
from vgsim.files.places import set_aside
from vgsim.tables.regular import read_regular
from vgsim.words.language import tr
from vgsim.words.stages import STAGES

LIMIT = 2**22  # bytes: enough for the longest possible lists of paths
LONGEST_PATH = 4096
MOST_PIXELS = 100_000
MOST_TABLES = 50
MOST_SIZES = 20


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; the defaults are those of the first start."""

    theme: str = "system"  # or the name of one
    colors: str = "own"  # whose color maps
    stage: str = ""  # what the middle of the window shows; empty: as much as there is room for
    window: tuple[int, ...] = ()  # x, y, width, height; empty: never placed
    maximized: bool = False
    # relative sizes that the user gave to parts of the window
    sizes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    all_settings: bool = False  # whether the controls show more than the basic ones
    single_keys: bool = True  # whether letters, digits and signs alone are shortcuts
    coach: bool = True  # whether the coach line is shown
    stops: bool = False  # whether the animation pauses after each phase
    at_once: bool = False  # whether gradients are shown before a first pass has arrived
    contrast: bool | None = None  # high contrast; None: as the system
    reduced_motion: bool | None = None  # only the end of each phase is shown; None: as the system
    started: bool = False  # whether the window was opened before
    folder: str = ""  # where scenarios were last opened or saved
    seconds_per_pass: float = 3.5
    memory: int = 96  # MiB for the snapshots that lead back to earlier updates
    recent: tuple[str, ...] = ()  # files opened or saved, the newest first
    # that may be read although a scenario in another folder names them
    tables: tuple[str, ...] = ()


def settings_path() -> Path:
    """Path of this user's settings file; the environment variable VGSIM_SETTINGS overrides it."""
    override = os.environ.get("VGSIM_SETTINGS")
    if override:
        return Path(override)
    from platformdirs import user_config_path

    return user_config_path("vgsim", appauthor=False) / "settings.json"


def versions_path() -> Path:
    """The folder in which changed experiments that were not saved are kept."""
    if os.environ.get("VGSIM_SETTINGS"):
        return settings_path().with_name("versions")
    from platformdirs import user_data_path

    return user_data_path("vgsim", appauthor=False) / "versions"


def load_settings(path: Path) -> tuple[Settings, str | None]:
    """Load the settings. Returns them and, if the file could not be used, a sentence for the user.

    An unusable file is renamed to end in .bad.
    """
    try:
        text = read_regular(path, LIMIT + 1)
        if len(text) > LIMIT:
            raise ValueError("too large")
        return _checked(json.loads(text.decode("utf-8-sig"))), None
    except FileNotFoundError:
        return Settings(), None
    except (OSError, ValueError, TypeError, RecursionError):
        set_aside(path)
        return Settings(), tr(
            "The settings could not be read; the window starts with its defaults."
        )


def save_settings(path: Path, settings: Settings) -> None:
    """Write the file atomically; an error in writing is ignored."""
    with suppress(OSError):
        atomic_write(path, json.dumps(asdict(settings), indent=2).encode("utf-8"), private=True)


def _checked(raw: object) -> Settings:
    """Settings from parsed JSON: entries of the wrong type keep their defaults.

    Raises:
        ValueError: the top level is not an object.
    """
    if not isinstance(raw, dict):
        raise ValueError("not an object")
    good: dict[str, Any] = {}
    for name, fits in _FITS.items():
        if name in raw and fits(value := raw[name]):
            if isinstance(value, dict):
                value = {part: tuple(sizes) for part, sizes in value.items()}
            good[name] = tuple(value) if isinstance(value, list) else value
    return Settings(**good)


def _is_text(value: Any, most: int = LONGEST_PATH) -> bool:
    """Whether this is a path or a name. Lone surrogates stand for undecodable bytes."""
    return isinstance(value, str) and len(value) <= most and "\0" not in value


def _is_number(value: Any, low: float, high: float) -> bool:
    return type(value) in (int, float) and low <= value <= high  # false for NaN


def _are_sizes(value: Any) -> bool:
    known = isinstance(value, dict) and len(value) <= MOST_SIZES
    return known and all(_is_text(part, 40) and _are_integers(value[part], 3) for part in value)


def _are_integers(value: Any, most: int) -> bool:
    return isinstance(value, list) and len(value) <= most and all(map(_is_place, value))


def _is_place(value: Any) -> bool:
    return type(value) is int and -MOST_PIXELS <= value <= MOST_PIXELS


def _are_texts(value: Any, most: int) -> bool:
    return isinstance(value, list) and len(value) <= most and all(map(_is_text, value))


_FITS: dict[str, Callable[[Any], bool]] = {
    "theme": _is_text,
    "colors": lambda value: value in ("own", "cet"),
    "stage": lambda value: value in ("", *STAGES),
    "window": lambda value: _are_integers(value, 4),
    "maximized": lambda value: isinstance(value, bool),
    "sizes": lambda value: _are_sizes(value),
    "all_settings": lambda value: isinstance(value, bool),
    "single_keys": lambda value: isinstance(value, bool),
    "coach": lambda value: isinstance(value, bool),
    "stops": lambda value: isinstance(value, bool),
    "at_once": lambda value: isinstance(value, bool),
    "contrast": lambda value: value is None or isinstance(value, bool),
    "reduced_motion": lambda value: value is None or isinstance(value, bool),
    "started": lambda value: isinstance(value, bool),
    "folder": _is_text,
    "seconds_per_pass": lambda value: _is_number(value, 0.05, 3600),
    "memory": lambda value: type(value) is int and 4 <= value <= 16_384,
    "recent": lambda value: _are_texts(value, 10),
    "tables": lambda value: _are_texts(value, MOST_TABLES),
}
