"""The user's preferences for the window: saved between starts, not part of the experiment."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preferences:
    """The defaults are those of the first start."""

    all_settings: bool = False  # whether the controls show more than the few basic ones
    single_keys: bool = True  # whether letters, digits and signs alone are shortcuts
    coach: bool = True  # whether the coach line is shown
    stops: bool = False  # whether the animation pauses after each phase
    at_once: bool = (
        False  # whether gradients are shown before the first pass of a scenario has arrived
    )
    started: bool = False  # whether this is not the first start
