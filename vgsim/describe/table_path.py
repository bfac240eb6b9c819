"""Does a path in a scenario file leave the file's own folder?

Found without touching what the path names: to look at a file on another machine already sends the
user's credentials there, and to look at a device may wait for ever.
"""

from __future__ import annotations

import os
import re
from collections import deque
from pathlib import Path, PureWindowsPath

MOST_LINKS = 40
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.I)


def named_outside(path: str) -> bool:
    """Whether the text itself leads out, by the rules of any system.

    These are absolute paths, drives, other machines (//host/share), .. and the names that
    Windows has for devices in every folder.
    """
    found = PureWindowsPath(path)  # takes both / and \
    if found.drive or found.root or path[:1] == "/":
        return True
    return any(
        not part.strip(". ") or ":" in part or _DEVICE.match(part) for part in found.parts
    )  # Windows takes ".. " for ".."


def linked_outside(folder: Path, path: str) -> bool:
    """Whether a link on the way leads out of the folder; only what is in the folder is read."""
    todo, way, links = deque(Path(path).parts), list[str](), 0
    while todo:
        part = todo.popleft()
        if part == "..":
            if not way:
                return True
            way.pop()
            continue
        try:
            target = os.readlink(folder.joinpath(*way, part))
        except (FileNotFoundError, NotADirectoryError):
            return False  # the path ends here: what is named behind it cannot be reached
        except (OSError, ValueError):  # no link
            way.append(part)
            continue
        links += 1
        if os.path.isabs(target) or links > MOST_LINKS:
            return True
        todo.extendleft(reversed(Path(target).parts))
    return False
