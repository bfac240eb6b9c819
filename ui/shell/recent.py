"""The menu of recently opened or saved files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from ui.widgets.plain import button_text, set_tooltip
from vgsim.files.versions import Version
from vgsim.tables.regular import is_regular
from vgsim.words.language import tr
from vgsim.words.plain import plain

MOST = 10
LONGEST = 60  # characters of a path in the menu


class Recent(QObject):
    """Keeps the paths, the newest first; files that no longer exist are grayed out."""

    def __init__(
        self,
        menu: QMenu,
        paths: Sequence[str],
        open_path: Callable[[str], object],
        versions: Callable[[], Sequence[Version]] = tuple,
        open_version: Callable[[Version], object] = lambda version: None,
    ) -> None:
        """Fill the menu whenever it is opened.

        Args:
            menu: the menu.
            paths: the files known from the start.
            open_path: opens a file.
            versions: unsaved versions, the newest first.
            open_version: opens one of the versions.
        """
        super().__init__(menu)
        self.versions, self.open_version = versions, open_version
        self.paths = tuple(paths[:MOST])
        self._menu, self._open = menu, open_path
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._fill)

    def note(self, path: str) -> None:
        """Put a path that was opened or saved first; an empty path is ignored."""
        if path:
            self._set((path, *(each for each in self.paths if each != path))[:MOST])

    def clear(self) -> None:
        """Forget all paths."""
        self._set(())

    def _set(self, paths: tuple[str, ...]) -> None:
        self.paths = paths

    def _fill(self) -> None:
        self._menu.clear()
        for number, path in enumerate(self.paths, start=1):
            name = plain(f"…{path[-LONGEST:]}" if len(path) > LONGEST else path, LONGEST + 1)
            text = f"&{number % MOST} {button_text(name)}"
            action = self._menu.addAction(text, self._opening(path))
            set_tooltip(action, plain(path, len(path)))
            action.setEnabled(is_regular(path))
        if self.paths:
            self._menu.addAction(tr("Clear"), self.clear)
        self._menu.addSeparator()
        found = self.versions()
        for version in found:
            title = plain(version.title, LONGEST)
            text = tr("Your version of {title}", title=title)
            action = self._menu.addAction(button_text(text), partial(self.open_version, version))
            when = f"{version.when:%Y-%m-%d %H:%M}"
            set_tooltip(action, tr("Changed and not saved; last changed {when}", when=when))
        if not self.paths and not found:
            self._menu.addAction(tr("Nothing yet")).setEnabled(False)

    def _opening(self, path: str) -> Callable[[], None]:
        def triggered() -> None:
            self._open(path)

        return triggered
