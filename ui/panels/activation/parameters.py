"""Sliders for the parameters of the functions that are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.look.theme import THEMES, Theme
from ui.plots.frame import font_of
from ui.widgets.discard import discard
from ui.widgets.slider import LabeledSlider, SliderScale
from vgsim.describe.spec import Compared, Lane
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.registry import Parameter


@dataclass(frozen=True, slots=True)
class Owned:
    """A parameter, and whose it is: a lane's (by its index), or a compared function's."""

    lane: int | None
    activation: str
    parameter: Parameter
    label: str
    value: float

    @property
    def path(self) -> str:
        """Identifies the slider."""
        owner = self.activation if self.lane is None else str(self.lane)
        return f"{owner}.{self.parameter.name}"


class Parameters(QWidget):
    """One slider for each parameter of each function; hidden if there is none."""

    edited = Signal(object, float, str)  # Owned, value, gesture
    refused = Signal(str)  # one sentence
    replaced = Signal()  # there are other sliders

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._theme: Theme = THEMES["light"]
        self._owned: tuple[Owned, ...] = ()
        self._columns = 0
        self._roomy = True
        self.sliders: dict[str, LabeledSlider] = {}  # by dotted path
        self.hide()

    def show_theme(self, theme: Theme) -> None:
        """Align the sliders for the type and spacing of a theme."""
        self._theme = theme
        self._grid.setSpacing(theme.spacing // 2)
        self._align()

    def show_functions(self, lanes: Sequence[Lane], compared: Sequence[Compared]) -> None:
        """Show the parameters' values; sliders are replaced only if the parameters have changed."""
        owned = tuple(_owned(lanes, compared))
        before, self._owned = self._owned, owned
        if [(each.path, each.label) for each in owned] != [
            (each.path, each.label) for each in before
        ]:
            self._replace()
        for each in self._owned:
            if slider := self.sliders.get(each.path):
                slider.set_value(each.value)

    def _replace(self) -> None:
        old, self.sliders = self.sliders, {}
        discard(self._grid, old.values())
        if self.sliders:
            return  # what was being typed into a field that went has changed the functions
        for each in self._owned:
            parameter = each.parameter
            scale = SliderScale(
                parameter.slider_low, parameter.slider_high, logarithmic=parameter.logarithmic
            )
            slider = LabeledSlider(each.label, scale, parameter.help)
            slider.changed.connect(partial(self._changed, each))
            slider.refused.connect(self.refused)
            self.sliders[each.path] = slider
        self._columns = 0
        self._align()
        self.replaced.emit()
        self._show()

    def show_room(self, roomy: bool) -> None:
        """Show the sliders if there is room for them."""
        self._roomy = roomy
        self._show()

    def _show(self) -> None:
        shown = bool(self._owned) and self._roomy
        if self.isHidden() == shown:
            self.setVisible(shown)

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

    def _changed(self, owned: Owned, value: float, gesture: str) -> None:
        self.edited.emit(owned, value, f"{owned.path} {gesture}")


def _owned(lanes: Sequence[Lane], compared: Sequence[Compared]) -> Iterator[Owned]:
    """Every parameter; labels have the lane's title if lanes use the same activation."""
    names = [lane.network.activation for lane in lanes]
    for index, (name, lane) in enumerate(zip(names, lanes, strict=True)):
        activation, network = ACTIVATIONS[name], lane.network
        owner = lane.title if names.count(name) > 1 else activation.label
        values = activation.values(network.alpha, network.lower, network.upper)
        for each in activation.parameters:
            label = f"{owner or activation.label} {each.label}"
            yield Owned(index, name, each, label, values[each.name])
    for shown in compared:
        if shown.activation not in names:
            activation = ACTIVATIONS[shown.activation]
            values = activation.values(shown.alpha, shown.lower, shown.upper)
            for each in activation.parameters:
                label = f"{activation.label} {each.label}"
                yield Owned(None, shown.activation, each, label, values[each.name])
