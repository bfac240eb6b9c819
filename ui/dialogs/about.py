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
from vgsim.words.language import tr
from vgsim.words.numbers import short

LICENSES = (
    # package, its name, its license
    ("PySide6-Essentials", "Qt for Python and Qt", "LGPL-3.0"),
    ("numpy", "NumPy", "BSD-3-Clause; with OpenBLAS, BSD-3-Clause"),
    ("numba", "Numba", "BSD-2-Clause"),
    ("llvmlite", "llvmlite", "BSD-2-Clause; with LLVM, Apache-2.0 with LLVM exception"),
    ("pyqtgraph", "pyqtgraph", "MIT; with colorama, BSD-3-Clause, and CET color maps, CC-BY-4.0"),
    ("platformdirs", "platformdirs", "MIT"),
    ("segno", "Segno", "BSD-3-Clause"),
    ("ziamath", "ziamath", "MIT; with STIX Two Math, OFL-1.1, ziafont, MIT, and latex2mathml, MIT"),
)
_SEPARATE_LICENSES = tr(
    "This program runs from Python: the licenses of Qt, NumPy, Numba, LLVM, pyqtgraph, ziamath, "
    "Segno and platformdirs are in the folders of those packages. Below are the licenses of what "
    "the program itself contains.\n"
)


def release(package: str = "vgsim") -> str:
    """The version of an installed package, or of the program."""
    if package == "vgsim":
        return VERSION
    try:
        return version(package)
    except PackageNotFoundError:
        return tr("not installed")


def diagnostics(kernels: str = "") -> str:
    """Versions, licenses and kind of machine; contains no names, paths or data of the user."""
    about = (
        tr("vgsim {version}, MIT license; installed program", version=release())
        if getattr(sys, "frozen", False)
        else tr("vgsim {version}, MIT license; from Python", version=release())
    )
    level = os.environ.get("NUMBA_CPU_NAME", tr("this processor only"))
    screens = [
        tr(
            "{width} x {height} at {ratio}",
            width=screen.size().width(),
            height=screen.size().height(),
            ratio=short(screen.devicePixelRatio()),
        )
        for screen in QGuiApplication.screens()
    ]
    lines = [
        about,
        tr(
            "Python {version} on {system}",
            version=platform.python_version(),
            system=f"{platform.system()} {platform.machine()}",
        ),
        tr(
            "Qt {version}, {platform}; screens: {screens}",
            version=qVersion(),
            platform=QGuiApplication.platformName(),
            screens=", ".join(screens),
        ),
        tr(
            "{kernels}; compiled for {processor}; {cores} cores",
            kernels=kernels or tr("Kernels: not needed yet"),
            processor=level,
            cores=os.cpu_count(),
        ),
        "",
        tr("Built on:"),
    ]
    lines += [f"  {name} {release(package)}: {terms}" for package, name, terms in LICENSES]
    lines += [
        "  Inter: SIL Open Font License 1.1",
        "",
        tr("Data sets:"),
        *(f"  {each.label}: {each.origin}" for each in DATASETS.values() if _shipped_data(each)),
        "",
        tr("Qt is used under the LGPL: its libraries are separate files and may be replaced."),
    ]
    return "\n".join(lines)


def _shipped_data(source: DataSource) -> bool:
    """Whether the program ships this table."""
    return bool(source.training) and not source.steps


def license_texts() -> str:
    """A list of the shipped components, then the full text of every license."""
    try:
        folder = find("licenses")
        paths = sorted(folder.glob("*.txt"), key=lambda path: (path.stem != "vgsim", path.stem))
        contents = _shipped(folder)
    except FileNotFoundError:
        paths = [find("fonts/OFL.txt"), *sorted(find("data").glob("*.txt"))]
        contents = _SEPARATE_LICENSES
    parts = [f"== {path.stem} ==\n\n{path.read_text('utf-8', 'replace')}" for path in paths]
    return "\n\n".join([contents, *parts])


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
    sentence = tr("The licenses of the program and of everything it is built on.")
    return TextDialog(tr("Licenses"), sentence, license_texts(), parent, monospace=True)


def about_dialog(parent: QWidget | None = None, kernels: str = "") -> TextDialog:
    """The About dialog, not yet shown."""
    dialog = TextDialog(
        tr("About vgsim"),
        tr("See why deep networks stop learning, and what helps."),
        diagnostics(kernels),
        parent,
    )
    dialog.copy_button.setText(tr("Copy diagnostics"))
    button = QPushButton(tr("Licenses"))
    button.clicked.connect(lambda: _open(licenses_dialog(dialog)))
    dialog.buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
    return dialog


def _open(dialog: QDialog) -> None:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
