"""Long work beside the window: newest job first, nothing left behind."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from threading import enumerate as threads

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.exchange.progress import Progress
from ui.worker.study import Study


def begun(qtbot: QtBot) -> tuple[Study, list[Progress], QObject]:
    parent = QObject()
    study, news = Study("test", parent), []
    study.progressed.connect(news.append)
    return study, news, parent


def test_pictures_come_and_then_the_end(qtbot: QtBot) -> None:
    study, news, _parent = begun(qtbot)
    study.begin(lambda stopped: iter([1, 2, 3]))
    qtbot.waitUntil(lambda: bool(news) and news[-1].over)
    assert news[-1] == Progress(3, over=True)
    assert [each.picture for each in news] == sorted(each.picture for each in news)
    assert study.close()


def test_a_new_one_ends_the_work_under_way(qtbot: QtBot) -> None:
    study, news, _parent = begun(qtbot)
    inside = Event()

    def endless(stopped) -> Iterator[str]:
        while not stopped():
            inside.set()
            yield "old"

    study.begin(endless)
    assert inside.wait(60)
    study.begin(lambda stopped: iter(["new"]))
    qtbot.waitUntil(lambda: bool(news) and news[-1].over)
    assert news[-1].picture == "new"
    assert study.close()


def test_stopping_keeps_what_was_found(qtbot: QtBot) -> None:
    study, news, _parent = begun(qtbot)

    def endless(stopped) -> Iterator[int]:
        count = 0
        while not stopped():
            count += 1
            yield count

    study.begin(endless)
    qtbot.waitUntil(lambda: bool(news))
    study.stop()
    qtbot.waitUntil(lambda: news[-1].over)
    assert news[-1].picture >= 1
    assert study.close()


def test_a_fault_reaches_the_window(qtbot: QtBot) -> None:
    study, news, _parent = begun(qtbot)

    def faulty(stopped) -> Iterator[int]:
        yield 1
        raise OSError("no such table")

    study.begin(faulty)
    qtbot.waitUntil(lambda: bool(news) and news[-1].over)
    assert news[-1].picture == 1
    assert str(news[-1].error) == "no such table"
    study.begin(lambda stopped: iter([2]))  # it lives on
    qtbot.waitUntil(lambda: news[-1].picture == 2)
    assert study.close()
    assert not any(thread.name == "vgsim test" for thread in threads())


def test_stopped_before_it_began_it_is_over_too(qtbot: QtBot) -> None:
    study, news, _parent = begun(qtbot)
    inside, go = Event(), Event()

    def slow(stopped) -> Iterator[int]:
        inside.set()
        go.wait(60)
        return iter(())

    study.begin(lambda stopped: slow(stopped))
    assert inside.wait(60)
    study.begin(lambda stopped: iter([1]))
    study.stop()
    go.set()
    qtbot.waitUntil(lambda: bool(news) and news[-1].over)
    assert study.close()


def test_closed_while_nothing_was_asked(qtbot: QtBot) -> None:
    study, _, _parent = begun(qtbot)
    assert study.close()
