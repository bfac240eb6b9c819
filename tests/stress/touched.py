"""Which places of the disk are looked at while a stranger's file is read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident
from typing import Any

from tests.stress.case import Wrong
from tests.stress.root import ROOT

# modules and codecs that are imported only when they are needed
_OWN = (str(ROOT), sys.prefix, sys.base_prefix)
_CALLS = ("stat", "lstat", "open", "scandir", "listdir", "readlink")


@contextmanager
def only_below(folder: Path) -> Iterator[None]:
    """Only this folder, what is in it, and the folders it is in may be looked at.

    Raises:
        Wrong: another place was; the call is not made.
    """
    root, reader = str(folder), get_ident()  # other threads may look wherever they like
    outside: list[str] = []

    def guarded(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def checked(path: Any, *rest: Any, **named: Any) -> Any:
            mine = get_ident() == reader and not isinstance(path, int)
            if mine and not _allowed(os.fsdecode(path), root):
                outside.append(f"{name} {os.fsdecode(path)!r:.200}")
                raise FileNotFoundError(2, "outside", path)
            return call(path, *rest, **named)

        return checked

    kept = {name: getattr(os, name) for name in _CALLS}
    for name, call in kept.items():
        setattr(os, name, guarded(name, call))
    try:
        yield
    finally:
        for name, call in kept.items():
            setattr(os, name, call)
        if outside:
            raise Wrong("a place outside the scenario's folder was looked at", "\n".join(outside))


def _allowed(path: str, root: str) -> bool:
    normal = os.path.normpath(path)
    places = root, *_OWN
    inside = any(normal == each or normal.startswith(each + os.sep) for each in places)
    return inside or any(each.startswith(normal) for each in places)
