"""The requests about the window itself."""

from __future__ import annotations

from typing import Protocol

from ui.exchange.preferences import Preferences
from ui.widgets.glossary import entry_here


class PresentationRequests(Protocol):
    """Requests about presenting in front of an audience."""

    @property
    def presenting(self) -> bool:
        """Whether the controls are hidden for a presentation."""

    @property
    def full(self) -> bool:
        """Whether the window is in full screen."""

    def present(self) -> None:
        """Go to full screen and hide the controls."""

    def toggle_full_screen(self) -> None:
        """Enter or leave full screen."""

    def toggle_blank(self) -> None:
        """Make the screen black, or show it again."""

    def leave(self) -> None:
        """End a black screen or, if there is none, the presentation."""


class ChosenLook(Protocol):
    """What the user has chosen of the window's look."""

    @property
    def theme(self) -> str:
        """The name of a theme, or "system"."""


class LookRequests(Protocol):
    """Requests about how the window looks and moves."""

    @property
    def choice(self) -> ChosenLook:
        """What the user has chosen."""

    @property
    def projecting(self) -> bool:
        """Whether the projector theme is on."""

    @property
    def published(self) -> bool:
        """Whether values have the colors of published maps."""

    @property
    def contrast(self) -> bool:
        """Whether the contrast is high."""

    @property
    def still(self) -> bool:
        """Whether the animation shows only the end of each phase."""

    def choose(self, name: str) -> None:
        """Choose a theme, or "system": light or dark as the system is."""

    def next_theme(self) -> None:
        """Switch to the next theme."""

    def toggle_projector(self) -> None:
        """Switch to the projector theme, or back to the one before it."""

    def toggle_colors(self) -> None:
        """Give values the colors of published maps, or our own again."""

    def toggle_contrast(self) -> None:
        """Switch high contrast on or off."""

    def toggle_still(self) -> None:
        """Show the end of each phase instead of the animation, or animate again."""


class ColumnState(Protocol):
    """Which columns are visible next to the networks."""

    @property
    def controls(self) -> bool:
        """Whether the column of controls is visible."""

    @property
    def diagrams(self) -> bool:
        """Whether the column of diagrams is visible."""


class StageState(Protocol):
    """What the middle of the window shows."""

    @property
    def shown(self) -> str:
        """The name of a stage: "network", "curves", "both" or "gallery"."""

    def show_part(self, name: str) -> None:
        """Show a stage in the middle of the window."""


class MaximizeState(Protocol):
    """Whether a panel is maximized."""

    @property
    def active(self) -> bool:
        """Whether a panel is maximized."""

    def toggle(self) -> None:
        """Maximize the panel that is pointed at or focused, or undo that."""


class PreferredState(Protocol):
    """The user's preferences for the window."""

    @property
    def now(self) -> Preferences:
        """The preferences."""

    def toggle_all_settings(self) -> None:
        """Show all settings in the column of controls, or only the basic ones."""

    def toggle_single_keys(self) -> None:
        """Switch the shortcuts that are single letters, digits or signs on or off."""

    def toggle_coach(self) -> None:
        """Show or close the coach line."""

    def toggle_at_once(self) -> None:
        """Show gradients before a first pass has arrived, or wait for it."""

    def toggle_stops(self) -> None:
        """Pause the animation after each phase, or no longer."""


class WindowRequests(Protocol):
    """Requests about the window itself, available before anything is computed."""

    @property
    def presentation(self) -> PresentationRequests: ...
    @property
    def looks(self) -> LookRequests: ...
    @property
    def columns(self) -> ColumnState: ...
    @property
    def stage(self) -> StageState: ...
    @property
    def maximize(self) -> MaximizeState: ...
    @property
    def preferred(self) -> PreferredState: ...

    def close(self) -> bool:
        """Close the window unless the user cancels. Returns whether it was closed."""

    def toggle_controls(self) -> None:
        """Show or hide the column of controls."""

    def toggle_details(self) -> None:
        """Show or hide the column of diagrams."""

    def show_panel_window(self, name: str) -> None:
        """Show the panel of this name, which has its own window."""

    def show_diagram(self, title: str) -> None:
        """Bring the diagram with this title to the front, such as the diagnosis."""

    def show_start(self) -> None:
        """Open the card with three ways to start."""

    def show_limits(self) -> None:
        """Let the user set when learning stops by itself."""

    def show_help(self, page: str) -> None:
        """Open the help at one of its pages, or at the list of keyboard shortcuts (`keys`)."""

    def show_glossary(self, name: str = "") -> None:
        """Open the glossary, at the entry for a name if one is given."""

    def show_about(self) -> None:
        """Show versions and licenses."""


def help_here(window: WindowRequests) -> None:
    """Open the glossary at what is pointed at or focused; the help if that has no entry."""
    entry = entry_here()
    if entry is None:
        window.show_help("first_steps")
    else:
        window.show_glossary(entry.id)
