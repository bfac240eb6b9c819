"""How the window looks and moves: what the user has chosen, and what the system prefers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication

from ui.look.contrast import with_contrast
from ui.look.theme import PROJECTOR, THEMES, Theme

SYSTEM = "system"  # the theme that is light or dark as the system is
CHOICES = (*THEMES, SYSTEM)


class SystemLook(QObject):
    """What the desktop prefers. `changed` is emitted when the user changes that."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        hints = QGuiApplication.styleHints()
        self._hints, accessible = hints, hints.accessibility()
        hints.colorSchemeChanged.connect(self.changed)
        accessible.contrastPreferenceChanged.connect(self.changed)
        self._accessible: Any = accessible
        if hasattr(accessible, "motionPreferenceChanged"):  # since Qt 6.12
            accessible.motionPreferenceChanged.connect(self.changed)

    @property
    def dark(self) -> bool:
        """Whether the system prefers a dark look."""
        return self._hints.colorScheme() == Qt.ColorScheme.Dark

    @property
    def contrast(self) -> bool:
        """Whether the system asks for high contrast."""
        preference: Any = self._accessible.contrastPreference()
        return bool(preference == Qt.ContrastPreference.HighContrast)

    @property
    def still(self) -> bool:
        """Whether as little as possible should move."""
        if not hasattr(self._accessible, "motionPreference"):
            return False
        name: str = self._accessible.motionPreference().name
        return name == "ReducedMotion"


@dataclass(frozen=True, slots=True)
class LookChoice:
    """What the user has chosen; None: as the system prefers."""

    theme: str = SYSTEM  # one of `CHOICES`
    colors: str = "own"  # whose color maps
    contrast: bool | None = None  # high contrast
    still: bool | None = None  # reduced motion


class Looks(QObject):
    """Keeps the choice, and the theme and the motion that follow from it."""

    theme_changed = Signal(object)  # Theme
    still_changed = Signal(bool)

    def __init__(
        self,
        choice: LookChoice = LookChoice(),
        system: SystemLook | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._system = system or SystemLook(self)
        self.choice = choice
        self._before_projector = SYSTEM if choice.theme == PROJECTOR.name else choice.theme
        self.theme, self.still = self._theme(), self._still()
        self._system.changed.connect(self._follow)

    @property
    def contrast(self) -> bool:
        """Whether the contrast is high."""
        return self.theme.contrast

    @property
    def published(self) -> bool:
        """Whether values have the colors of published maps."""
        return self.theme.colors != "own"

    @property
    def projecting(self) -> bool:
        """Whether the theme is that for projectors."""
        return self.theme.name == PROJECTOR.name

    def choose(self, name: str) -> None:
        """Choose a theme, or "system".

        Raises:
            KeyError: there is no such theme.
        """
        if name != SYSTEM:
            THEMES[name]
        self.adopt(replace(self.choice, theme=name))

    def next_theme(self) -> None:
        names = tuple(THEMES)
        self.choose(names[(names.index(self.theme.name) + 1) % len(names)])

    def toggle_projector(self) -> None:
        """Choose the theme for projectors, or the one before it again."""
        if self.projecting:
            self.choose(self._before_projector)
        else:
            self._before_projector = self.choice.theme
            self.choose(PROJECTOR.name)

    def toggle_colors(self) -> None:
        self.adopt(replace(self.choice, colors="own" if self.published else "cet"))

    def toggle_contrast(self) -> None:
        own = _own(not self.contrast, self._system.contrast)
        self.adopt(replace(self.choice, contrast=own))

    def toggle_still(self) -> None:
        self.adopt(replace(self.choice, still=_own(not self.still, self._system.still)))

    def adopt(self, choice: LookChoice) -> None:
        """Replace the whole choice."""
        self.choice = choice
        self._follow()

    @Slot()
    def _follow(self) -> None:
        theme, still = self._theme(), self._still()
        if theme != self.theme:
            self.theme = theme
            self.theme_changed.emit(theme)
        if still != self.still:
            self.still = still
            self.still_changed.emit(still)

    def _theme(self) -> Theme:
        name = self.choice.theme
        if name == SYSTEM:
            name = "dark" if self._system.dark else "light"
        theme = replace(THEMES[name], colors=self.choice.colors)
        chosen, systems = self.choice.contrast, self._system.contrast
        return with_contrast(theme) if _effective(chosen, systems) else theme

    def _still(self) -> bool:
        return _effective(self.choice.still, self._system.still)


def _effective(chosen: bool | None, systems: bool) -> bool:
    return systems if chosen is None else chosen


def _own(wanted: bool, systems: bool) -> bool | None:
    """The choice that has this effect; one that agrees with the system follows it."""
    return None if wanted == systems else wanted
