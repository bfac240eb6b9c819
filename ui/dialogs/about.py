"""About dialog: versions, licenses and diagnostics."""

from __future__ import annotations

import json
import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QWidget

from resources import find
from ui.dialogs.text import TextDialog
from vgsim.parts.datasets import DATASETS, DataSource
from vgsim.version import VERSION
from vgsim.words.numbers import short

LICENSES = (
    # package, its name, its license
    ("PySide6-Essentials", "Qt for Python and Qt", "LGPL-3.0"),
    ("numpy", "NumPy", "BSD-3-Clause; with OpenBLAS, BSD-3-Clause"),
    ("numba", "Numba", "BSD-2-Clause"),
    ("llvmlite", "llvmlite", "BSD-2-Clause; with LLVM, Apache-2.0 with LLVM exception"),
    ("pyqtgraph", "pyqtgraph", "MIT; with colorama, BSD-3-Clause, and CET color maps, CC-BY-4.0"),
    ("platformdirs", "platformdirs", "MIT"),
)
_APART = (
    "This program runs from Python: the licenses of Qt, NumPy, Numba, LLVM, pyqtgraph and "
    "platformdirs are in the folders of those packages. Below are the licenses of what the program "
    "itself contains.\n"
)


def release(package: str = "vgsim") -> str:
    """The version of an installed package, or of the program."""
    if package == "vgsim":
        return VERSION
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def diagnostics(kernels: str = "") -> str:
    """Versions, licenses and kind of machine; contains no names, paths or data of the user."""
    kind = "installed program" if getattr(sys, "frozen", False) else "from Python"
    level = os.environ.get("NUMBA_CPU_NAME", "this processor alone")
    screens = [
        f"{screen.size().width()} x {screen.size().height()} at {short(screen.devicePixelRatio())}"
        for screen in QGuiApplication.screens()
    ]
    lines = [
        f"vgsim {release()}, MIT license; {kind}",
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}",
        f"Qt {qVersion()}, {QGuiApplication.platformName()}; screens: {', '.join(screens)}",
        f"{kernels or 'Kernels: not needed yet'}; compiled for {level}; {os.cpu_count()} cores",
        "",
        "Built on:",
    ]
    lines += [f"  {name} {release(package)}: {terms}" for package, name, terms in LICENSES]
    lines += [
        "  Inter: SIL Open Font License 1.1",
        "",
        "Data sets:",
        *(f"  {each.label}: {each.origin}" for each in DATASETS.values() if _shipped_data(each)),
        "",
        "Qt is used under the LGPL: its libraries are separate files and may be replaced.",
    ]
    return "\n".join(lines)


def _shipped_data(source: DataSource) -> bool:
    """Whether this is a table that comes with the program."""
    return bool(source.training) and not source.steps


def license_texts() -> str:
    """A list of what is shipped, then the full text of every license."""
    try:
        folder = find("licenses")
        paths = sorted(folder.glob("*.txt"), key=lambda path: (path.stem != "vgsim", path.stem))
        said = _shipped(folder)
    except FileNotFoundError:
        paths = [find("fonts/OFL.txt"), *sorted(find("data").glob("*.txt"))]
        said = _APART
    parts = [f"== {path.stem} ==\n\n{path.read_text('utf-8', 'replace')}" for path in paths]
    return "\n\n".join([said, *parts])


def _shipped(folder: Path) -> str:
    """The bill of materials, one line per component."""
    bill = json.loads((folder / "sbom.cdx.json").read_text("utf-8"))
    return "\n".join(
        f"{part['name']} {part.get('version', '')}".strip()
        + f": {part['licenses'][0]['expression']}"
        for part in (bill["metadata"]["component"], *bill["components"])
    )


def licenses_dialog(parent: QWidget | None = None) -> TextDialog:
    """The dialog with all license texts, not yet shown."""
    sentence = "Under these licenses the program and all that it is built on may be used."
    return TextDialog("Licenses", sentence, license_texts(), parent, monospace=True)


def about_dialog(parent: QWidget | None = None, kernels: str = "") -> TextDialog:
    """The About dialog, not yet shown."""
    dialog = TextDialog(
        "About vgsim",
        "See why deep networks stop learning, and what brings them back.",
        diagnostics(kernels),
        parent,
    )
    dialog.copy_button.setText("Copy diagnostics")
    button = QPushButton("Licenses")
    button.clicked.connect(lambda: _open(licenses_dialog(dialog)))
    dialog.buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
    return dialog


def _open(dialog: QDialog) -> None:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
