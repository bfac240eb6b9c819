"""Holds the user's preferences and emits a signal when they change."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ui.exchange.preferences import Preferences


class Preferred(QObject):
    """The current preferences."""

    changed = Signal(object)  # Preferences

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.now = Preferences()

    def adopt(self, preferences: Preferences) -> None:
        """Replace all preferences."""
        if preferences != self.now:
            self.now = preferences
            self.changed.emit(preferences)

    def toggle_all_settings(self) -> None:
        self.adopt(replace(self.now, all_settings=not self.now.all_settings))

    def toggle_single_keys(self) -> None:
        self.adopt(replace(self.now, single_keys=not self.now.single_keys))

    def toggle_coach(self) -> None:
        self.adopt(replace(self.now, coach=not self.now.coach))

    def show_results_at_once(self) -> None:
        """Show gradients before a first pass has arrived, from now on."""
        self.adopt(replace(self.now, at_once=True))

    def toggle_at_once(self) -> None:
        self.adopt(replace(self.now, at_once=not self.now.at_once))

    def toggle_still(self) -> None:
        self.adopt(replace(self.now, still=not self.now.still))

    def toggle_stops(self) -> None:
        self.adopt(replace(self.now, stops=not self.now.stops))
