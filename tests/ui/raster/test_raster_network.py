"""Pixels out: the painters against plain rules, and the kernels against NumPy."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from ui.raster import network, plain
from ui.raster.cells import UnitRows, pattern
from ui.raster.painters import painters

BOTH = pytest.mark.parametrize("painter", [plain, network], ids=["numpy", "kernels"])


@pytest.fixture(scope="module", autouse=True)
def _compiled(painters: object) -> None:
    network.warm_up()


def random(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def scene(seed: int, layers: int = 5, height: int = 37, width: int = 90) -> dict[str, Any]:
    """Cells of random colors, some of them special."""
    rng = random(seed)
    edges = np.sort(rng.choice(np.arange(1, width), 2 * layers, replace=False))
    rows = UnitRows.of(tuple(int(n) for n in rng.integers(1, 60, layers)), height)
    cells = int(rows.counts.sum())
    colors = rng.integers(0, 1 << 24, cells).astype(np.uint32) | np.uint32(0xFF000000)
    codes = rng.choice(np.array([0, 0, 0, 1, 2, 3, 4], np.uint8), cells)
    specials = rng.integers(0, 1 << 24, 5).astype(np.uint32) | np.uint32(0xFF000000)
    return {
        "target": np.full((height, width), 0xFFABCDEF, np.uint32),
        "lefts": edges[::2].copy(), "rights": edges[1::2].copy(), "rows": rows,
        "colors": colors, "codes": codes, "specials": specials,
    }  # fmt: skip


def cells(painter: ModuleType, made: dict[str, Any], grain: int, gap: int) -> Any:
    target, rows = made["target"].copy(), made["rows"]
    painter.cells(
        target, made["lefts"], made["rights"], rows.firsts, rows.counts, made["colors"],
        made["codes"], made["specials"], grain, gap,
    )  # fmt: skip
    return target


@BOTH
@pytest.mark.parametrize("seed", range(4))
def test_every_pixel_of_a_cell_is_its_color(painter: ModuleType, seed: int) -> None:
    made = scene(seed)
    height, width = made["target"].shape
    painted, rows = cells(painter, made, 2, 0), made["rows"]
    for x in range(width):
        layer = next((k for k in range(5) if made["lefts"][k] <= x < made["rights"][k]), None)
        for y in range(height):
            if layer is None:
                assert painted[y, x] == made["target"][y, x]
                continue
            cell = int(rows.firsts[layer]) + y * int(rows.counts[layer]) // height
            code, color = int(made["codes"][cell]), made["colors"][cell]
            if code:
                marked = pattern(code, np.array(x // 2), np.array(y // 2))
                color = made["specials"][code if marked else 0]
            assert painted[y, x] == color


@pytest.mark.parametrize("seed", range(20))
def test_kernels_paint_cells_as_numpy_does(seed: int) -> None:
    made = scene(seed, height=1 + 23 * (seed % 5))
    grain, gap = 1 + seed % 3, seed % 4
    np.testing.assert_array_equal(cells(network, made, grain, gap), cells(plain, made, grain, gap))


@pytest.mark.parametrize("seed", range(10))
def test_kernels_paint_bars_as_numpy_does(seed: int) -> None:
    made, rng = scene(seed), random(seed)
    height, tops = made["target"].shape[0], rng.integers(0, 38, 5)
    codes = np.arange(5, dtype=np.uint8)
    painted = []
    for painter in (plain, network):
        target = made["target"].copy()
        painter.bars(
            target, made["lefts"], made["rights"], tops, made["colors"][:5], codes,
            made["specials"], 1, 3, 0xFF010203,
        )  # fmt: skip
        painted.append(target)
    np.testing.assert_array_equal(*painted)
    left, top = made["lefts"][0], min(int(tops[0]), height - 3)
    column = painted[0][:, left]
    assert (column[:top] == 0xFFABCDEF).all()
    assert (column[top : top + 3] == 0xFF010203).all()
    assert (column[top + 3 :] == made["colors"][0]).all()


def near(one: Any, other: Any) -> int:
    """The largest difference of a channel."""
    channels = [np.abs((a >> s & 255).astype(int) - (b >> s & 255).astype(int))
                for s in (0, 8, 16) for a, b in ((one, other),)]  # fmt: skip
    return int(np.max(channels))


@pytest.mark.parametrize("seed", range(6))
def test_kernels_paint_discs_and_diamonds_as_numpy_does(seed: int) -> None:
    made, rng = scene(seed, height=80), random(seed)
    rows = UnitRows.of((3, 5, 1, 4, 2), 80)
    count = int(rows.counts.sum())
    centers, ys = rng.uniform(-5, 95, 5), np.append(rng.uniform(-5, 85, 4), np.nan)
    colors, codes = made["colors"][:1].repeat(count), rng.integers(0, 5, count).astype(np.uint8)
    painted = []
    for painter in (plain, network):
        target = made["target"].copy()
        painter.discs(
            target, centers, rows.firsts, rows.counts, 5.5, colors, codes, made["specials"], 1,
            1.25, 0xFF102030, seed % 3 - 1,
        )  # fmt: skip
        painter.diamonds(target, centers, ys, 4.0, 0xFF00FF00, 0xFFFFFFFF, 1.0)
        painted.append(target)
    assert near(*painted) <= 2
    assert (painted[0] != made["target"]).any()


@BOTH
def test_a_disc_is_round_and_in_the_middle_of_its_cell(painter: ModuleType) -> None:
    target, one = np.full((40, 40), 0xFF000000, np.uint32), np.array([1])
    colors, codes = np.array([0xFFFF0000], np.uint32), np.zeros(1, np.uint8)
    painter.discs(
        target, np.array([20.0]), one - 1, one, 10.0, colors, codes, np.zeros(5, np.uint32), 1,
        2.0, 0xFF0000FF, 0,
    )  # fmt: skip
    y, x = np.mgrid[0:40, 0:40]
    away = np.hypot(x + 0.5 - 20, y + 0.5 - 20)
    assert (target[away < 9.4] == 0xFFFF0000).all()
    assert (target[(away > 10.6) & (away < 11.4)] == 0xFF0000FF).all()
    assert (target[away > 12.6] == 0xFF000000).all()


@BOTH
@pytest.mark.parametrize("side", [-1, 1])
def test_half_a_disc_leaves_the_other_half(painter: ModuleType, side: int) -> None:
    target, one = np.full((40, 40), 0xFF000000, np.uint32), np.array([1])
    painter.discs(
        target, np.array([20.0]), one - 1, one, 10.0, np.array([0xFFFF0000], np.uint32),
        np.zeros(1, np.uint8), np.zeros(5, np.uint32), 1, 2.0, 0xFF0000FF, side,
    )  # fmt: skip
    own, other = (slice(None), slice(20)), (slice(None), slice(20, 40))
    if side > 0:
        own, other = other, own
    assert (target[other] == 0xFF000000).all()
    assert (target[own] == 0xFFFF0000).any()


@pytest.mark.parametrize("seed", range(4))
def test_kernels_draw_weights_as_numpy_does(seed: int) -> None:
    weights = random(seed).normal(size=(6, 4))
    weights[0, 0], weights[1, 1] = np.nan, np.inf
    painted = []
    for painter in (plain, network):
        target = np.full((60, 80), 0xFFFFFFFF, np.uint32)
        painter.lines(target, weights, 10.0, 70.0, 2.0, 0xFF0000FF, 0xFFFF0000, 2.5)
        painted.append(target)
    assert near(*painted) <= 2
    assert (painted[0][:, :10] == 0xFFFFFFFF).all()
    assert (painted[0][:, 70:] == 0xFFFFFFFF).all()


@BOTH
def test_a_line_has_the_sign_and_the_strength_of_its_weight(painter: ModuleType) -> None:
    darkness = []
    for weight in (-1.0, 1.0, 0.5, 0.1, 0.0):
        target = np.full((11, 40), 0xFFFFFFFF, np.uint32)
        painter.lines(target, np.array([[weight]]), 0.0, 40.0, 1.0, 0xFF0000FF, 0xFFFF0000, 3.0)
        middle = int(target[5, 20])
        red, blue = middle >> 16 & 255, middle & 255
        assert np.sign(red - blue) == np.sign(weight)
        darkness.append(int((255 - (target >> 8 & 255)).astype(int).sum()))
    assert darkness[0] == darkness[1] > darkness[2] > darkness[3] > darkness[4] == 0


def test_kernels_are_used_once_they_are_compiled() -> None:
    assert painters() is network


def test_until_then_numpy_paints(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.delitem(sys.modules, "ui.raster.network")
    assert painters() is plain


def test_painters_are_compiled_apart_and_kept(painters: tuple[list[str], str]) -> None:
    """Another process has filled the cache for the one that asked; a second one finds all there."""
    import subprocess
    from pathlib import Path

    command, said = painters
    root = Path(__file__).resolve().parents[3]
    again = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=200)
    assert said.strip() == "[0, 0, 0, 0] True"
    assert (again.stdout.strip(), again.stderr) == ("[0, 0, 0, 0] True", "")
