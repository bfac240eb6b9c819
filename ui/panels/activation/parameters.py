"""Sliders for the parameters of the lanes' activations."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.look.theme import THEMES, Theme
from ui.plots.frame import font_of
from ui.widgets.slider import LabeledSlider, Scale
from vgsim.describe.spec import Lane
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.registry import Parameter

Setting = tuple[int, Parameter, str]  # lane, parameter, label


class Parameters(QWidget):
    """One slider for each parameter of each lane; hidden if there is none."""

    edited = Signal(int, str, float, str)  # lane, setting, value, gesture
    refused = Signal(str)  # one sentence

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._theme: Theme = THEMES["light"]
        self._settings: tuple[Setting, ...] = ()
        self._columns = 0
        self.sliders: dict[str, LabeledSlider] = {}  # by dotted path
        self.hide()

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._grid.setSpacing(theme.spacing // 2)
        self._align()

    def show_lanes(self, lanes: Sequence[Lane]) -> None:
        """Show the parameters' values; sliders are replaced only if the parameters have changed."""
        settings = tuple(_settings(lanes))
        if settings != self._settings:
            self._settings = settings
            self._replace()
        for index, parameter, _ in settings:
            network = lanes[index].network
            value = getattr(network, parameter.name)
            slider = self.sliders[_path(index, parameter)]
            slider.set_value(parameter.default if value is None else value)

    def _replace(self) -> None:
        for slider in self.sliders.values():
            self._grid.removeWidget(slider)
            slider.deleteLater()
        self.sliders = {}
        for index, parameter, label in self._settings:
            scale = Scale(
                parameter.slider_low, parameter.slider_high, logarithmic=parameter.logarithmic
            )
            slider = LabeledSlider(label, scale, parameter.help)
            path = _path(index, parameter)
            slider.changed.connect(partial(self._changed, index, f"network.{parameter.name}"))
            slider.refused.connect(self.refused)
            self.sliders[path] = slider
        self._columns = 0
        self._align()
        self.setVisible(bool(self._settings))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Place the sliders in two columns if labels and numbers fit, otherwise in one."""
        widest = max((each.minimumSizeHint().width() for each in self.sliders.values()), default=0)
        roomy = len(self.sliders) > 1 and self.width() >= 2 * widest + self._grid.spacing()
        columns = 2 if roomy else 1
        if columns != self._columns:
            self._columns = columns
            for position, slider in enumerate(self.sliders.values()):
                self._grid.addWidget(slider, position // columns, position % columns)

    def _align(self) -> None:
        metrics = QFontMetrics(font_of(self._theme.font_family, self._theme.label_size))
        labels = (slider.label.text() for slider in self.sliders.values())
        widest = max((metrics.horizontalAdvance(text) for text in labels), default=0)
        for slider in self.sliders.values():
            slider.set_columns(
                widest + self._theme.spacing,
                metrics.horizontalAdvance("−0.00000") + 4 * self._theme.spacing,
            )
        self._place()

    def _changed(self, lane: int, name: str, value: float, gesture: str) -> None:
        self.edited.emit(lane, name, value, f"lanes.{lane}.{name} {gesture}")


def _path(lane: int, parameter: Parameter) -> str:
    return f"lanes.{lane}.network.{parameter.name}"


def _settings(lanes: Sequence[Lane]) -> list[Setting]:
    """Every parameter of every lane; labels have the lane's title if activations are equal."""
    names = [lane.network.activation for lane in lanes]
    result: list[Setting] = []
    for index, name in enumerate(names):
        activation = ACTIVATIONS[name]
        owner = lanes[index].title if names.count(name) > 1 else activation.label
        owner = owner or activation.label
        result += [(index, p, f"{owner} {p.label}") for p in activation.parameters]
    return result
