"""The colors of high contrast, for every theme."""

from __future__ import annotations

from dataclasses import replace

from ui.look.theme import DARK, PROJECTOR, Theme


def with_contrast(theme: Theme) -> Theme:
    """The theme in black and white, with outlines around everything and no gray text.

    Text, also that in the colors of networks and functions, has a contrast of at least 7:1, lines
    and outlines of at least 4.5:1.
    """
    return _on_black(theme) if theme.dark else _on_white(theme)


def _on_white(theme: Theme) -> Theme:
    return replace(
        theme,
        contrast=True,
        window="#ffffff",
        surface="#ffffff",
        raised="#ffffff",
        text="#000000",
        muted="#1f2429",
        border="#5a626c",
        outline="#000000",
        grid="#c3c8ce",
        focus="#0a2f8a",
        accent="#0a2f8a",
        danger="#8a0a05",
        warn="#573500",
        good="#004d25",
        lanes=PROJECTOR.lanes,
        curves=PROJECTOR.curves,
        zero="#8a929c",
        underflow="#2f5268",
        infinite="#8f0012",
        nan="#000000",
    )


def _on_black(theme: Theme) -> Theme:
    return replace(
        theme,
        contrast=True,
        window="#000000",
        surface="#000000",
        raised="#000000",
        text="#ffffff",
        muted="#e3e7eb",
        border="#8d959f",
        outline="#ffffff",
        grid="#454b53",
        focus="#ffd83d",
        accent="#9cc3ff",
        on_accent="#000000",
        danger="#ffb0a9",
        warn="#ffcf70",
        good="#93e6b5",
        curves=(*DARK.curves[:8], "#e77fe7", DARK.curves[9]),
        zero="#7c8691",
        underflow="#9fc4da",
        infinite="#ff9d94",
    )
