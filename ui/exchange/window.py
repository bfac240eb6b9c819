"""What may be asked of the window itself."""

from __future__ import annotations

from typing import Protocol


class PresentationRequests(Protocol):
    """Requests about how the window stands before an audience."""

    @property
    def projecting(self) -> bool:
        """Whether the theme is the one for a projector."""

    @property
    def presenting(self) -> bool:
        """Whether the window is without its controls."""

    @property
    def full(self) -> bool:
        """Whether the window covers the screen."""

    @property
    def published(self) -> bool:
        """Whether values have the colors of published maps."""

    def toggle_colors(self) -> None:
        """Give values the colors of published maps, or our own again."""

    def next_theme(self) -> None:
        """Show the next theme."""

    def toggle_projector(self) -> None:
        """Show the theme for a projector, or the one before it."""

    def present(self) -> None:
        """Cover the screen, without controls."""

    def toggle_full_screen(self) -> None:
        """Cover the screen, or no longer."""

    def toggle_blank(self) -> None:
        """Make the screen black, or no longer."""

    def leave(self) -> None:
        """Show a black screen again, else end the presentation."""


class ColumnState(Protocol):
    """Which columns stand beside the networks."""

    @property
    def controls(self) -> bool:
        """Whether the column of controls is there."""

    @property
    def diagrams(self) -> bool:
        """Whether the column of diagrams is there."""


class WindowRequests(Protocol):
    """Requests about the window itself. They are there before anything is computed."""

    @property
    def presentation(self) -> PresentationRequests: ...
    @property
    def columns(self) -> ColumnState: ...

    def close(self) -> bool:
        """Close the window, if nothing is lost by it; whether it is closed."""

    def toggle_controls(self) -> None:
        """Show or hide the column of controls."""

    def toggle_details(self) -> None:
        """Show or hide the column of diagrams."""

    def show_apart(self, name: str) -> None:
        """Show the panel of this name, which has a window of its own."""

    def show_limits(self) -> None:
        """Let the user say when learning stops by itself."""

    def show_help(self, page: str) -> None:
        """Open the help at one of its pages, or at the list of keys (`keys`)."""

    def show_about(self) -> None:
        """Show versions and licenses."""
