"""Draws the pictures of the shipped scenarios from real runs, with the program's own painters.

Run: python3 .ci/pictures.py [NAME ...], with names such as classics/12_selu; without, those whose
file has changed since. A scenario whose result can be seen in the first pass gets that pass, as in
the network view; any other gets its losses over the updates that its file names. Writes
resources/scenarios/pictures: a PNG for light and for dark themes each, and index.json with the hash
of the scenario's file and the computing time of its updates.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from vgsim.setup.process import prepare  # noqa: E402

prepare()  # before NumPy is imported

import numpy as np  # noqa: E402
from PySide6.QtCore import QRectF, QSize, Qt  # noqa: E402
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter  # noqa: E402

from ui.curves.training_curves import (  # noqa: E402
    UPDATES,
    curve_marks_of,
    smoothed_curves,
    step_range,
    value_rows,
)
from ui.look.theme import DARK, LIGHT, Theme, font  # noqa: E402
from ui.network.layout import LaneHeader, NetworkLayout  # noqa: E402
from ui.network.scene import LaneScene, scale_for  # noqa: E402
from ui.plots.axis import Axis  # noqa: E402
from ui.plots.framebuffer import image_of  # noqa: E402
from ui.plots.painter import Place, paint_marks  # noqa: E402
from vgsim.compute.kernels import Kernels  # noqa: E402
from vgsim.compute.learning.training import Trainer  # noqa: E402
from vgsim.compute.traces.trace import Trace  # noqa: E402
from vgsim.files.bundled import INDEX, Drawn, Scenario, picture_name, scenarios  # noqa: E402
from vgsim.play.geometry import LayerColumns, lane_places  # noqa: E402

FOLDER = ROOT / "resources"
SIZE = QSize(200, 96)
RATIO = 2.0  # pixels per unit of SIZE, for screens with a high resolution
CHIP, PAD = 5, 4  # width of a lane's color mark, and the margin
HIGHEST = 3.0  # times the first loss: the top of the losses
THEMES = {"light": LIGHT, "dark": DARK}


def run(scenario: Scenario, kernels: Kernels) -> tuple[Trace, float]:
    """Train for the updates that the file names: the last pass, and the computing time in s."""
    experiment, updates = scenario.experiment, scenario.about.updates
    if not updates:
        return Trainer(experiment).trace(), 0.0
    kernels.prepare(experiment)
    engine = kernels.engine(experiment)
    Trainer(experiment, engine=engine).advance(
        1
    )  # warm-up, so that caches and compilation are not timed
    trainer = Trainer(experiment, engine=engine)
    before = process_time()
    while trainer.step < updates:
        trainer.advance(min(10, updates - trainer.step))
    return trainer.trace(), process_time() - before


def strips(trace: Trace, theme: Theme) -> QImage:
    """Signals, gradients and bars of every network, as in the network view."""
    width, height = round(SIZE.width() * RATIO), round(SIZE.height() * RATIO)
    layers = max(lane.depth + 1 for lane in trace.lanes)
    side = round((CHIP + 2 * PAD) * RATIO)
    columns = LayerColumns(side, width - round(PAD * RATIO), layers)
    gap = round(PAD * RATIO / 2)
    places = lane_places(height - gap, len(trace.lanes), 0, gap, 0, gap, 0)
    label = font(theme)
    plan = NetworkLayout(
        theme, RATIO, SIZE.width(), scale_for(trace, automatic=False),
        LaneHeader(label, label, 0, 0.0, 0.0), label, label, None, 0.0, 0.0, None, columns, places,
    )  # fmt: skip
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.surface))
    for index, lane in enumerate(trace.lanes):
        scene = LaneScene(plan, index, lane)
        scene.set_trace(lane)
        after, place = scene.pictures.after, places[index]
        with QPainter(image) as painter:
            painter.drawImage(0, place.signal[0], image_of(after, 1.0))
            chip = QRectF(PAD * RATIO, place.signal[0], CHIP * RATIO, place.bars[1] - place.top)
            painter.fillRect(chip, QColor(theme.lanes[index]))
    return image


def losses(trace: Trace, theme: Theme) -> QImage:
    """The losses of every network on a logarithmic axis."""
    image = QImage(SIZE * RATIO, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.surface))
    inner = QRectF(PAD, PAD, SIZE.width() - 2 * PAD, SIZE.height() - 2 * PAD)
    courses = smoothed_curves(trace, theme.lanes, UPDATES)
    top = HIGHEST * max(float(each.values[0]) for each in courses)  # larger losses are cut off
    courses = tuple(replace(each, values=np.minimum(each.values, top)) for each in courses)
    _, rows = value_rows(None, courses, True)
    across = step_range(None, max(trace.step, trace.furthest))
    x = Axis(across, inner.left(), inner.right())
    y = Axis(rows.range, inner.bottom(), inner.top())
    image.setDevicePixelRatio(RATIO)
    with QPainter(image) as painter:
        painter.setPen(QColor(theme.grid))
        painter.drawRect(inner)
        for course in courses:
            paint_marks(
                painter,
                Place(inner, x, y),
                curve_marks_of(course, rows, True, theme, inner.width()),
            )
    return image


def small(image: QImage) -> QImage:
    """The same picture with a palette, if it has few enough colors."""
    plain = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    indexed = image.convertToFormat(QImage.Format.Format_Indexed8, plain)
    return indexed if indexed.convertToFormat(image.format()) == image else image


def draw(scenario: Scenario, kernels: Kernels) -> Drawn:
    """Write both pictures of a scenario; returns its entry in the index."""
    trace, seconds = run(scenario, kernels)
    for name, theme in THEMES.items():
        image = losses(trace, theme) if scenario.about.updates else strips(trace, theme)
        path = FOLDER / picture_name(scenario, name == "dark")
        path.parent.mkdir(parents=True, exist_ok=True)
        image.setDevicePixelRatio(1.0)
        assert small(image).save(str(path), "PNG", 0)
    return Drawn(sha256(scenario.content).hexdigest(), float(f"{seconds:.2g}"))


def main(names: list[str]) -> None:
    """Draw the scenarios of these names, or those that have changed."""
    application = QGuiApplication([])
    index = FOLDER / INDEX
    noted = json.loads(index.read_text("utf-8")) if index.exists() else {}
    kernels, kept = Kernels(), {}
    for scenario in scenarios():
        content = sha256(scenario.content).hexdigest()
        known = noted.get(scenario.name)
        if known is not None and known["content"] == content and scenario.name not in names:
            kept[scenario.name] = known
            continue
        kept[scenario.name] = asdict(draw(scenario, kernels))
        print(scenario.name, kept[scenario.name]["seconds"], flush=True)
        index.parent.mkdir(parents=True, exist_ok=True)
        index.write_text(json.dumps(dict(sorted(kept.items())), indent=1) + "\n", "utf-8")
    index.write_text(json.dumps(dict(sorted(kept.items())), indent=1) + "\n", "utf-8")
    application.quit()


if __name__ == "__main__":
    main(sys.argv[1:])
