"""What this is, which versions it runs on, and under which licenses."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QWidget

from ui.dialogs.text import TextDialog

LICENSES = (
    ("PySide6-Essentials", "Qt for Python and Qt, LGPL-3.0"),
    ("numpy", "NumPy, BSD-3-Clause; with OpenBLAS, BSD-3-Clause"),
    ("numba", "Numba, BSD-2-Clause"),
    ("llvmlite", "llvmlite, BSD-2-Clause; with LLVM, Apache-2.0 with LLVM exception"),
    ("platformdirs", "platformdirs, MIT"),
)


def release(package: str = "vgsim") -> str:
    """The version of an installed package; of vgsim also when it runs from its folder."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "from its folder" if package == "vgsim" else "not installed"


def diagnostics() -> str:
    """Versions and licenses, without a name, a path or anything about the machine's user."""
    lines = [
        f"vgsim {release()}, MIT license",
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}",
        f"Qt {qVersion()}",
        "",
        "Built on:",
    ]
    lines += [f"  {name} {release(package)}" for package, name in LICENSES]
    lines += [
        "  Inter, SIL Open Font License 1.1",
        "  Handwritten digits: UCI Machine Learning Repository, CC BY 4.0",
        "",
        "Qt is used under the LGPL: its libraries are separate files and may be replaced.",
    ]
    return "\n".join(lines)


def about_dialog(parent: QWidget | None = None) -> TextDialog:
    """The dialog, ready to be shown."""
    return TextDialog(
        "About vgsim",
        "See why deep networks stop learning, and what brings them back.",
        diagnostics(),
        parent,
    )
