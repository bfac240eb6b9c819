"""Changes the experiment and is killed: `python -m tests.ui.shell.killed MILLISECONDS KIND`."""

from __future__ import annotations

import os
import signal
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from ui.look import theme
from ui.shell.application import Application
from vgsim.cli.arguments import window_options
from vgsim.files.scenario import save_scenario

DEPTHS = (7, 6, 5)


def main(wait: int, kind: str) -> None:
    """Change the depth some times, wait for some milliseconds, and end without any warning."""
    running = QApplication(["vgsim"])
    theme.load_fonts()
    application = Application(window_options([])[0], compiling=False)

    def change() -> None:
        assert application.session is not None
        document = application.session.document
        if kind == "file":
            path = os.environ["VGSIM_SETTINGS"] + ".vgsim"
            save_scenario(path, document.experiment)
            document.open(path)
        for depth in DEPTHS:
            document.edit("lanes.0.network.depth", depth)
        if kind == "learns":
            application.session.learner.run(True)
        if kind == "saved":
            document.save(os.environ["VGSIM_SETTINGS"] + ".vgsim")
        print("changed", flush=True)
        QTimer.singleShot(wait, lambda: os.kill(os.getpid(), signal.SIGKILL))

    application.complete.connect(change)
    application.start()
    running.exec()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
