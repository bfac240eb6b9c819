"""The table of shipped parts: which files belong to which part, and their licenses."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Part:
    """Files of one origin in the program's folder."""

    name: str
    pattern: str  # regular expression for the paths of its files in the program's folder
    license: str  # SPDX expression
    texts: tuple[str, ...]  # license files here, or `package:NAME` for those of that package
    package: str = ""  # the package whose version it has


PARTS = (  # the first match counts
    Part("the program", r"vgsim(-console)?(\.exe)?$|(_internal|Resources)/(vgsim|ui|resources)/|"
         r"Contents/(Info\.plist|PkgInfo|_CodeSignature/|Resources/[^/]*\.icns)", "MIT",
         ("package:root",)),
    Part("ICU", r"[^/]*icu(data|i18n|uc|in|dt)[^/]*$", "Unicode-DFS-2016", ("ICU.txt",)),
    Part("libwebp in Qt's plugin", r"imageformats/(lib)?qwebp\.[^/]*$",
         "LGPL-3.0-only AND BSD-3-Clause",
         ("libwebp.txt", "Qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt"), "PySide6_Essentials"),
    Part("Qt", r"(lib)?Qt6[^/]*$|PySide6/.*plugins/|PySide6/(Qt/|Qt6|opengl32sw|d3dcompiler)|"
         r"Qt[A-Z]\w*\.framework/", "LGPL-3.0-only", ("Qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt"),
         "PySide6_Essentials"),
    Part("Qt for Python", r"(PySide6|shiboken6)/|(lib)?(pyside6|shiboken6)\.|"
         r"(pyside6|shiboken6)_?\w*-[^/]*dist-info/", "LGPL-3.0-only",
         ("Qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt"), "PySide6_Essentials"),
    Part("LLVM and llvmlite", r"llvmlite", "BSD-2-Clause AND Apache-2.0 WITH LLVM-exception",
         ("package:llvmlite",), "llvmlite"),
    Part("Numba", r"numba", "BSD-2-Clause", ("package:numba",), "numba"),
    Part("libquadmath", r"libquadmath", "LGPL-2.1-or-later", ("package:numpy",), "numpy"),
    Part("libgfortran", r"libgfortran|libgcc_s", "GPL-3.0-or-later WITH GCC-exception-3.1",
         ("package:numpy",), "numpy"),
    Part("OpenBLAS", r"openblas|numpy\.libs/", "BSD-3-Clause", ("package:numpy",), "numpy"),
    Part("NumPy", r"numpy", "BSD-3-Clause", ("package:numpy",), "numpy"),
    Part("STIX Two Math", r"ziamath/fonts/[^/]*\.ttf", "OFL-1.1", ("STIX.txt",)),
    Part("DejaVu Sans", r"ziafont/fonts/[^/]*\.ttf", "Bitstream-Vera", ("DejaVu.txt",)),
    Part("ziamath", r"ziamath", "MIT", ("package:ziamath",), "ziamath"),
    Part("ziafont", r"ziafont", "MIT", ("package:ziafont",), "ziafont"),
    Part("latex2mathml", r"latex2mathml", "MIT", ("latex2mathml.txt",), "latex2mathml"),
    Part("Segno", r"segno", "BSD-3-Clause", ("package:segno",), "segno"),
    Part("platformdirs", r"platformdirs", "MIT", ("package:platformdirs",), "platformdirs"),
    Part("CET color maps by P. Kovesi", r"pyqtgraph/colors/maps/", "CC-BY-4.0",
         ("CC-BY-4.0.txt",)),
    Part("pyqtgraph", r"pyqtgraph", "MIT", ("package:pyqtgraph",), "pyqtgraph"),
    Part("colorama", r"colorama", "BSD-3-Clause", ("package:colorama",), "colorama"),
    Part("libffi", r"libffi", "MIT", ("libffi.txt",)),
    Part("zlib", r"libz\.|zlib1", "Zlib", ("zlib.txt",)),
    Part("Microsoft's C runtime", r"(msvcp|vcruntime|ucrtbase|api-ms-win|concrt)[^/]*\.dll$",
         "LicenseRef-Microsoft-Runtime", ()),
    Part("Python", r"base_library\.zip|(lib)?python3|lib-dynload/|[^/]*\.pyd$|"
         r"Python\.framework/|Frameworks/Python$", "Python-2.0", ("package:python",)),
)  # fmt: skip
# part of the executable itself
STARTER = Part(
    "PyInstaller's starter", "", "GPL-2.0-or-later WITH Bootloader-exception",
    ("package:pyinstaller",), "pyinstaller",
)  # fmt: skip
PATTERNS = tuple(re.compile(rf"(^|/)({part.pattern})", re.IGNORECASE) for part in PARTS)


def owner(path: str) -> Part:
    """The part that a file belongs to.

    Raises:
        LookupError: no part matches; the file's license must be found before it is shipped.
    """
    for part, pattern in zip(PARTS, PATTERNS, strict=True):
        if pattern.search(path):
            return part
    raise LookupError(f"{path}: nobody knows under which license it may be shipped")


def shares(folder: Path) -> dict[str, tuple[int, int]]:
    """Bytes and number of files of every part in the folder, the largest first."""
    found: dict[str, tuple[int, int]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            part = owner(path.relative_to(folder.parent).as_posix())
            size, count = found.get(part.name, (0, 0))
            found[part.name] = size + path.stat().st_size, count + 1
    return dict(sorted(found.items(), key=lambda entry: -entry[1][0]))


def main(folder: Path, listing: Path, limit: float) -> int:
    """Print the sizes and write a list of all files; returns 1 if the program is too large."""
    found = shares(folder)
    total = sum(size for size, _ in found.values()) / 1e6
    print(f"{'part':24} {'MB':>7} {'files':>6}")
    for name, (size, count) in found.items():
        print(f"{name:24} {size / 1e6:7.1f} {count:6}")
    print(f"{'all':24} {total:7.1f} {sum(n for _, n in found.values()):6}  (at most {limit:.0f})")
    lines = [
        f"{path.stat().st_size:12} {path.relative_to(folder).as_posix()}"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    ]
    listing.write_text("\n".join(lines) + "\n", "utf-8")
    if total > limit:
        print(f"too large: {total:.0f} MB, {limit:.0f} allowed", file=sys.stderr)
        return 1
    return 0
