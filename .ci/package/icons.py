"""Renders the program's icon for Windows, macOS and Linux from one drawing."""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).resolve().parents[2] / "resources" / "icons" / "vgsim.svg"
WINDOWS = (16, 24, 32, 48, 64, 256)
APPLE = {b"icp4": 16, b"icp5": 32, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}
LINUX = (48, 128, 256)


def png(size: int) -> bytes:
    """The drawing as a PNG, `size` pixels wide."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        QSvgRenderer(str(DRAWING)).render(painter)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(content.data())


def ico() -> bytes:
    """A Windows icon file: a header, an entry for each size, the images."""
    pictures = [png(size) for size in WINDOWS]
    place = 6 + 16 * len(pictures)
    head = struct.pack("<3H", 0, 1, len(pictures))
    for size, picture in zip(WINDOWS, pictures, strict=True):
        edge = size % 256  # 256 is written as 0
        head += struct.pack("<4B2H2I", edge, edge, 0, 0, 1, 32, len(picture), place)
        place += len(picture)
    return head + b"".join(pictures)


def icns() -> bytes:
    """A macOS icon file: each image after its name and length."""
    body = b""
    for name, size in APPLE.items():
        picture = png(size)
        body += name + struct.pack(">I", len(picture) + 8) + picture
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def main(folder: Path) -> int:
    """Write all icons to a folder; returns the exit code."""
    application = QGuiApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vgsim.ico").write_bytes(ico())
    (folder / "vgsim.icns").write_bytes(icns())
    for size in LINUX:
        (folder / f"{size}.png").write_bytes(png(size))
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
