"""Lists what goes into the installed program and what is left out."""

from __future__ import annotations

import re
from pathlib import Path

IDENTIFIER = "io.github.vgsim.vgsim"
# shipped packages -> license
PACKAGES = {
    "PySide6_Essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    "numpy": "BSD-3-Clause",
    "numba": "BSD-2-Clause",
    "llvmlite": "BSD-2-Clause AND Apache-2.0 WITH LLVM-exception",
    "platformdirs": "MIT",
    "ziamath": "MIT AND OFL-1.1",
    "ziafont": "MIT AND Bitstream-Vera",
    "latex2mathml": "MIT",
    "segno": "BSD-3-Clause",
    "pyqtgraph": "MIT",
    "colorama": "BSD-3-Clause",
}
_SHIPPED = (Path(__file__).resolve().parents[2] / "resources").iterdir()
RESOURCES = tuple(sorted(each.name for each in _SHIPPED if each.is_dir() and each.name[0] != "_"))

# packages with files that are no modules: fonts, and a table of symbols
WITH_FILES = ("ziamath", "ziafont", "latex2mathml")
# imported by numba's C code, where PyInstaller cannot see it
HIDDEN = ("numba._devicearray", "numba._dispatcher", "numba._helperlib")
# Modules that PyInstaller finds but the program never uses; readline also for its license.
MODULES = (
    "ssl", "_ssl", "_hashlib", "bz2", "_bz2", "lzma", "_lzma", "tkinter", "readline", "curses",
    "sqlite3", "pip", "setuptools", "pkg_resources", "wheel",
    "IPython", "matplotlib", "scipy", "pandas", "PIL", "yaml", "psutil", "jinja2", "torch", "jax",
    "dask", "distributed", "pytest", "numpy.f2py", "numba.cuda", "numba.tests", "numpy.tests",
    "PySide6.QtNetwork", "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtSql", "PySide6.QtTest",
    "PySide6.QtUiTools", "PySide6.QtXml", "PySide6.QtDesigner", "PySide6.QtHelp",
    "PySide6.QtConcurrent", "PySide6.QtPrintSupport", "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets", "h5py", "OpenGL", "cupy", "colorcet",
    *(f"pyqtgraph.{name}" for name in (
        "canvas", "console", "dockarea", "examples", "exporters", "flowchart", "jupyter",
        "metaarray", "opengl",
    )),
)  # fmt: skip

# Files of unused features, by the end of their path.
_QT_LIBRARIES = (
    "Qml", "QmlMeta", "QmlModels", "QmlWorkerScript", "Quick", "Network", "VirtualKeyboard",
    "Pdf", "EglFSDeviceIntegration", "EglFsKmsSupport", "EglFsKmsGbmSupport", "PrintSupport",
    "Sql", "Test",
)  # fmt: skip
_PLUGINS = (  # folder, names in it to keep ("" for none)
    ("platforms", "xcb|offscreen|wayland|windows|cocoa"),
    ("imageformats", "svg|ico|webp"),  # films are coded as WebP
    ("iconengines", "svg"),
    ("platformthemes", "xdgdesktopportal"),
    ("platforminputcontexts", "compose|ibus"),
    ("egldeviceintegrations", ""), ("generic", ""), ("networkinformation", ""), ("tls", ""),
    ("sqldrivers", ""), ("qmltooling", ""), ("vectorimageformats", ""), ("printsupport", ""),
    ("wayland-graphics-integration-server", ""),
)  # fmt: skip
# Taken from the system, because they must match its other libraries; the .deb depends on them.
_SYSTEM = (
    "libstdc\\+\\+", "libgcc_s", "libglib-2", "libgthread", "libgobject", "libgio", "libgmodule",
    "libgtk", "libgdk", "libpango", "libcairo", "libatk", "libatspi",
    "libharfbuzz", "libfontconfig",
    "libfreetype", "libdbus-1", "libEGL", "libGL", "libX", "libxcb", "libxkbcommon", "libwayland",
    "libdrm", "libgbm", "libsystemd", "libselinux", "libpcre", "libmount", "libblkid", "libexpat",
    "libpng", "libbrotli", "libbsd", "libmd", "libcap", "libgcrypt", "libgpg", "liblz4", "libzstd",
    "libtbb", "libgomp", "liblzma", "libbz2", "libreadline", "libncurses",
    "libtinfo", "libuuid", "libk5", "libkrb5", "libjpeg", "libpixman", "libgraphite2", "libdatrie",
    "libgssapi", "libcom_err", "libkeyutils", "libcups", "libepoxy", "libfribidi", "libthai",
)  # fmt: skip

_LIBRARY = re.compile(rf"(lib|/|^)Qt6?({'|'.join(_QT_LIBRARIES)})(\.so|\.dll|$|\.framework)")
_OF_SYSTEM = re.compile(rf"(^|/)({'|'.join(_SYSTEM)})[^/]*\.so[.\d]*$")
_GRAPHICS = re.compile(r"(opengl32sw|d3dcompiler_\d+)\.dll$", re.IGNORECASE)  # for OpenGL, unused
_SHOWN = r"CET-(D1A|L17|D4|L3)\.csv"  # ui.look.theme.CET
_PLOTS = re.compile(rf"(^|/)pyqtgraph/(icons/|examples/|colors/maps/(?!{_SHOWN}))")
_LISTS = re.compile(r"\.dist-info/(RECORD$|sboms/)")  # of files, which the program never reads
_TESTS = re.compile(r"(^|/)(tests?|testing)/|\.pyi$|numba/cuda/|/(tbb|omp)pool\.|\.(h|c|cpp)$")


def wanted(name: str) -> bool:
    """Whether the program needs a file that PyInstaller collected."""
    path = name.replace("\\", "/")
    if any(found.search(path) for found in (_LIBRARY, _OF_SYSTEM, _GRAPHICS, _PLOTS, _LISTS)):
        return False
    if "/translations/" in path:  # the program is in English only
        return False
    for folder, stays in _PLUGINS:
        if f"/plugins/{folder}/" in path:
            file = path.rsplit("/", 1)[1]
            return bool(stays) and re.search(rf"q({stays})", file) is not None
    return not (_TESTS.search(path) and not path.startswith(("vgsim/", "ui/", "resources/")))
