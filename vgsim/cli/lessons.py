"""`vgsim lessons`, `lesson-check` and `lesson-print`: lists, checks and prints lessons."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

from vgsim.cli.attempt import attempt
from vgsim.cli.output import complain
from vgsim.compute.kernels import Kernels
from vgsim.describe.errors import SpecError
from vgsim.files.atomic import atomic_write
from vgsim.files.places import check_place
from vgsim.files.scenario import ScenarioError
from vgsim.tables.table import TableError
from vgsim.teach.check import Checked, check
from vgsim.teach.html import html
from vgsim.teach.lesson import Lesson
from vgsim.teach.library import bundled, entries, open_lesson, path_of
from vgsim.teach.places import lessons_folder
from vgsim.teach.runs import Runs
from vgsim.teach.sheet import Block, sheet


def lessons(parsed: Namespace) -> int:
    """Run one of the commands; returns the exit code."""
    if parsed.command == "lessons":
        print("\n".join(_listed()))
        return 0
    if parsed.command == "lesson-check":
        return lesson_check(parsed.lesson, parsed.workers or os.cpu_count() or 1)
    return attempt(parsed.lesson, lambda: lesson_print(parsed.lesson, parsed.out))


def _listed() -> Iterator[str]:
    """A line for each lesson; of one with a fault, what is wrong."""
    found = entries(lessons_folder())
    width = max((len(each.name) for each in found), default=0)
    for each in found:
        own = " (your own)" if each.own else ""
        yield f"{each.name:<{width}}  {each.title}{own}"
        for fault in each.fault.splitlines():
            yield f"{'':<{width}}  {fault}"


def lesson_check(names: Sequence[str], workers: int) -> int:
    """Check lessons and print each claim and question with its numbers.

    Returns:
        0 all are true, 1 one is false, 2 a file cannot be read or has a fault.
    """
    runs, worst = Runs(Kernels()), 0
    started, count, false = perf_counter(), 0, 0
    for path in _paths(names):
        try:
            lesson = open_lesson(path)
            found = check(lesson, runs, workers=workers)
        except (SpecError, ScenarioError, TableError, OSError) as error:
            complain(f"{path}:")
            for line in str(error).splitlines():
                complain(line)
            worst = 2
            continue
        count += len(found)
        false += sum(1 for each in found if each.fault)
        print("\n".join(_checked(lesson, found)), flush=True)
    seconds = perf_counter() - started
    print(f"{count} claims and questions, {false} false, {seconds:.0f} s")
    return worst or min(false, 1)


def _checked(lesson: Lesson, found: Sequence[Checked]) -> Iterator[str]:
    """The lines of a checked lesson."""
    yield f"{lesson.name}: {lesson.title}"
    for each in found:
        mark = "FALSE" if each.fault else "ok"
        yield f"  {mark:<5} {each.place}: {each.say}"
        for numbers in each.numbers:
            yield f"          {numbers}"
        if each.fault:
            yield f"          {each.fault}"


def lesson_print(name: str, out: Path) -> str:
    """Write the handout of a lesson; returns what to print.

    Raises:
        SpecError, ScenarioError, OSError: the lesson or the file is at fault.
        ValueError: the file has another ending.
    """
    if out.suffix.lower() not in (".html", ".htm"):
        raise ValueError(f"{out}: a handout ends in .html or .pdf")
    check_place(out)
    lesson, blocks = handout(name)
    atomic_write(out, html(blocks, lesson.title).encode("utf-8"))
    return str(out)


def handout(name: str) -> tuple[Lesson, tuple[Block, ...]]:
    """A lesson and the blocks of its handout, with the numbers of its own seed.

    Raises:
        SpecError, ScenarioError: the lesson is at fault.
    """
    (path,) = _paths([name])
    lesson = open_lesson(path)
    return lesson, sheet(lesson, Runs(Kernels()))


def _paths(names: Sequence[str]) -> list[Path]:
    """The files of lessons, which are given as paths or names; all of the program's if none."""
    if not names:
        return list(bundled())
    return [path_of(name, lessons_folder()) or Path(name) for name in names]
