"""In the place of pytest-qt where Qt's libraries are missing: the window's tests are skipped.

Importing their files would fail, so the names of the tests are read from the sources.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from vgsim.setup.libraries import missing, packages

REASON = "the window cannot be opened here"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The settings of pytest-qt stay valid."""
    parser.addini("qt_log_level_fail", "used by pytest-qt")
    parser.addini("qt_log_ignore", "used by pytest-qt", type="linelist")


def pytest_configure() -> None:
    if os.environ.get("VGSIM_REQUIRE_WINDOW"):
        raise pytest.UsageError(f"{REASON}. Missing packages: {' '.join(packages(missing()))}")


class Skipped(pytest.Item):
    line = 0  # of the test in its file, from 0

    def runtest(self) -> None:
        pytest.skip(REASON)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.line, self.name


class Unread(pytest.File):
    def collect(self) -> Iterator[Skipped]:
        for node in ast.walk(ast.parse(self.path.read_bytes())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                item: Skipped = Skipped.from_parent(self, name=node.name)
                item.line = node.lineno - 1
                yield item


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Collector | None:
    window = Path(__file__).parent / "ui"
    if module_path.is_relative_to(window):
        return Unread.from_parent(parent, path=module_path)
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "window" in item.keywords:
            item.add_marker(pytest.mark.skip(reason=REASON))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = terminalreporter.stats.get("skipped", ())
    count = sum(REASON in str(report.longrepr) for report in reports)
    if count:
        needed = " ".join(packages(missing()))
        terminalreporter.write_line(
            f"Tests of the window that were skipped: {count}. It needs {needed}", yellow=True
        )
