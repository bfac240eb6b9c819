"""The lessons of the program, each read once for all tests of a process."""

from __future__ import annotations

from functools import cache

from vgsim.teach.library import open_lesson

opened = cache(open_lesson)
