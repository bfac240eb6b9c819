"""The requests to pass on what is shown: as a picture or a film."""

from __future__ import annotations

from typing import Protocol


class PictureRequests(Protocol):
    """Requests about the picture of the whole window, and about films of it."""

    def copy_window(self) -> None:
        """Copy it to the clipboard."""

    def save_window(self) -> None:
        """Save it under a name and in a format that the user chooses."""

    def make_film(self) -> None:
        """Open the dialog that makes a film."""
