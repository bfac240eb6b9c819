"""Stands for session and window where a panel is tested alone: remembers what it is asked for."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, cast

from ui.exchange import requests as protocols
from ui.exchange.exports import PictureRequests
from ui.exchange.lessons import LessonRequests
from ui.exchange.requests import Requests
from ui.exchange.window import (
    ColumnState,
    LookRequests,
    MaximizeState,
    PreferredState,
    PresentationRequests,
    StageState,
    WindowRequests,
)
from ui.session.requests import SessionRequests
from ui.session.session import Session

PARTS: dict[str, type] = {
    "document": protocols.DocumentRequests,
    "learner": protocols.LearnerRequests,
    "player": protocols.PlayerRequests,
    "studies": protocols.StudyRequests,
    "viewer": protocols.ViewerRequests,
    "files": protocols.FileRequests,
    "window": WindowRequests,
    "pictures": PictureRequests,
    "scenarios": protocols.ScenarioRequests,
    "lessons": LessonRequests,
}
WINDOW_PARTS: dict[str, type] = {
    "presentation": PresentationRequests,
    "looks": LookRequests,
    "columns": ColumnState,
    "stage": StageState,
    "maximize": MaximizeState,
    "preferred": PreferredState,
}
Asked = list[tuple[str, tuple[Any, ...]]]


class Recorder:
    """What is asked for is noted in `asked`, with its arguments; only what the protocol knows."""

    def __init__(self, protocol: type = Requests, asked: Asked | None = None) -> None:
        self.asked: Asked = [] if asked is None else asked
        self._protocol = protocol

    def __getattr__(self, name: str) -> Any:
        known = inspect.getattr_static(self._protocol, name)  # AttributeError: no such request
        if isinstance(known, property):
            return Recorder(PARTS.get(name) or WINDOW_PARTS[name], self.asked)

        def ask(*arguments: Any) -> None:
            inspect.signature(known).bind(None, *arguments)
            self.asked.append((name, arguments))

        return ask


def methods(protocol: type) -> Iterator[str]:
    """The names of a protocol's requests."""
    for name, found in vars(protocol).items():
        if inspect.isfunction(found) and not name.startswith("_"):
            yield name


def request(requests: Requests, name: str) -> Callable[..., object]:
    """A request by its name alone, whichever part fulfills it."""
    owners = [requests, *(getattr(requests, part) for part in PARTS)]
    kinds = [Requests, *PARTS.values()]
    return next(
        getattr(owner, name)
        for owner, kind in zip(owners, kinds, strict=True)
        if name in methods(kind)
    )


def requests_of(session: Session) -> SessionRequests:
    """The requests of a session without a window."""
    names = "files", "window", "pictures", "scenarios", "lessons"
    others = (cast(Any, Recorder(PARTS[name])) for name in names)
    return SessionRequests(session, *others)
