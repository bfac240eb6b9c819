"""The activation panel with requests that compare functions at once, as the document does."""

from __future__ import annotations

from typing import Any

from tests.ui.recorder import Recorder
from ui.panels.activation.panel import ActivationPanel
from vgsim.describe.compare import compare


class Comparing(Recorder):
    """Compares at once what the panel asks for, as the document does."""

    panel: ActivationPanel

    @property
    def document(self) -> Any:
        return self

    def compare_activation(self, name: str, chosen: bool) -> None:
        shown_now = self.panel._experiment
        assert shown_now is not None
        self.panel.show_experiment(compare(shown_now, name, chosen))

    def refuse(self, sentence: str) -> None:
        raise AssertionError(sentence)

    def tune(self, *arguments: Any) -> None:
        self.asked.append(("tune", arguments))


def asking_panel() -> ActivationPanel:
    requests = Comparing()
    requests.panel = ActivationPanel(requests)
    return requests.panel
