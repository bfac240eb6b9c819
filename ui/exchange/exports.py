"""The requests to pass on what is shown: as a picture or a script."""

from __future__ import annotations

from typing import Protocol


class PictureRequests(Protocol):
    """Requests about the picture of the whole window, and about other ways out of it."""

    def copy_window(self) -> None:
        """Copy it to the clipboard."""

    def save_window(self) -> None:
        """Save it under a name and in a format that the user chooses."""

    def export_torch(self) -> None:
        """Save every network as a script for PyTorch, under a name that the user chooses."""
