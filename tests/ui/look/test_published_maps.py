"""Published color maps as a choice: for every kind of color vision, kept, and gone again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Start
from ui.look.theme import DARK, LIGHT, PROJECTOR, Theme, argb
from ui.network.canvas import NetworkCanvas

# Machado, Oliveira, Fernandes 2009: linear sRGB as seen without one kind of cone
VISIONS = {
    "all": np.eye(3),
    "protan": np.array([
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]),
    "deutan": np.array([
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]),
    "tritan": np.array([
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ]),
}  # fmt: skip
XYZ = np.array([
    [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
])  # fmt: skip
WHITE = np.array([0.9504559, 1.0, 1.0890578])
APART = 40.0


def lab(colors: tuple[int, ...], vision: str = "all") -> np.ndarray:
    packed = np.array(colors)
    parts = np.stack([packed >> 16 & 255, packed >> 8 & 255, packed & 255], 1) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    x = np.clip(linear @ VISIONS[vision].T, 0, 1) @ XYZ.T / WHITE
    f = np.where(x > (6 / 29) ** 3, np.cbrt(x), x / (3 * (6 / 29) ** 2) + 4 / 29)
    found: np.ndarray = np.stack(
        [116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], 1
    )
    return found


@pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR], ids=lambda theme: theme.name)
@pytest.mark.parametrize("vision", VISIONS)
def test_signs_and_magnitudes_are_told_apart_by_everybody(theme: Theme, vision: str) -> None:
    theme = replace(theme, colors="cet")
    forward, gradient = lab(theme.forward_map, vision), lab(theme.gradient_map, vision)
    for low, high in ((0, 255), (64, 191)):
        assert np.linalg.norm(forward[low] - forward[high]) >= APART
        assert np.linalg.norm(gradient[low] - gradient[high]) >= APART
    lightness = lab(theme.gradient_map)[:, 0]
    rising = np.diff(lightness) * (1 if theme.dark else -1)
    assert (rising > -0.3).all()


@pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR], ids=lambda theme: theme.name)
@pytest.mark.parametrize("vision", VISIONS)
def test_signs_of_gradients_are_told_apart_and_do_not_change_the_lightness(
    theme: Theme, vision: str
) -> None:
    positive, negative = lab(theme.gradient_map, vision), lab(theme.negative_map, vision)
    assert np.linalg.norm(positive - negative, axis=1)[64:].min() >= 18
    as_seen = lab(theme.gradient_map)[:, 0] - lab(theme.negative_map)[:, 0]
    assert np.abs(as_seen).max() < 2


@pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR], ids=lambda theme: theme.name)
def test_nothing_sinks_into_the_background(theme: Theme) -> None:
    theme = replace(theme, colors="cet").scaled(1440)
    assert theme.colors == "cet"
    assert theme.gradient_map != replace(theme, colors="own").gradient_map
    ground = lab((argb(theme.surface),))[0]
    for nothing in (theme.gradient_map[0], theme.forward_map[128]):
        assert np.linalg.norm(lab((nothing,))[0] - ground) <= 13


def test_the_choice_is_shown_kept_and_taken_back(start: Start, qtbot: QtBot) -> None:
    first = start()
    action = first.window.actions_by_id["colors"]
    canvas = first.window.findChild(NetworkCanvas)
    assert canvas is not None
    assert first.session is not None
    first.session.player.pause()
    first.session.player.to_end()
    before = canvas.grab().toImage()
    action.trigger()
    qtbot.waitUntil(lambda: canvas.grab().toImage() != before)
    first.window.looks.choose("dark")
    assert first.window.looks.theme.gradient_map == replace(DARK, colors="cet").gradient_map
    first.window.looks.choose("light")
    first.window.close()
    second = start()
    assert second.session is not None
    assert second.window.looks.theme.colors == "cet"
    assert second.window.looks.published
    second.window.actions_by_id["colors"].trigger()
    assert second.window.looks.theme == LIGHT
