"""Checks whether a path in a scenario file leaves the file's own folder.

The target is never touched, because looking at a file on another machine already sends the user's
credentials there, and opening a device may block forever.
"""

from __future__ import annotations

import os
import re
from collections import deque
from pathlib import Path, PureWindowsPath

MOST_LINKS = 40
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.I)


def named_outside(path: str) -> bool:
    """Whether the text of the path leaves the folder, by the rules of any system.

    True for absolute paths, drives, network shares (//host/share), .. and the device names that
    Windows has in every folder.
    """
    found = PureWindowsPath(path)  # accepts both / and \
    if found.drive or found.root or path[:1] == "/":
        return True
    return any(
        not part.strip(". ") or ":" in part or _DEVICE.match(part) for part in found.parts
    )  # Windows reads ".. " as ".."


def linked_outside(folder: Path, path: str) -> bool:
    """Whether a symbolic link leads out of the folder; reads only links inside the folder."""
    remaining, walked, links = deque(Path(path).parts), list[str](), 0
    followed = set[tuple[str, ...]]()  # a link that leads to itself leads nowhere
    while remaining:
        part = remaining.popleft()
        if part == "..":
            if not walked:
                return True
            walked.pop()
            continue
        try:
            target = os.readlink(folder.joinpath(*walked, part))
        except (FileNotFoundError, NotADirectoryError):
            return False  # nothing behind a missing part can be reached
        except (OSError, ValueError):  # not a link
            walked.append(part)
            continue
        way = (*walked, "", part, "", *remaining)
        if way in followed:
            return False
        followed.add(way)
        links += 1
        if os.path.isabs(target) or links > MOST_LINKS:
            return True
        remaining.extendleft(reversed(Path(target).parts))
    return False
