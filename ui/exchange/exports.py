"""The requests to pass on what is shown: as a picture, film, script, share code or report."""

from __future__ import annotations

from typing import Protocol


class PictureRequests(Protocol):
    """Requests about the picture of the whole window, and about films and scripts."""

    def copy_window(self) -> None:
        """Copy it to the clipboard."""

    def save_window(self) -> None:
        """Save it under a name and in a format that the user chooses."""

    def make_film(self) -> None:
        """Open the dialog that makes a film."""

    def export_torch(self) -> None:
        """Save every network as a script for PyTorch, under a name that the user chooses."""


class SharingRequests(Protocol):
    """Requests to pass on the experiment and what came of it."""

    def copy_code(self) -> None:
        """Copy the share code of the experiment to the clipboard."""

    def paste_code(self) -> None:
        """Open the share code that is on the clipboard."""

    def show_code(self) -> None:
        """Show the share code and its QR picture, large enough for a room."""

    def save_report(self) -> None:
        """Save a report about the pass on the screen, as PDF or HTML."""
