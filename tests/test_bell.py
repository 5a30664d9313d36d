"""Work in the background: it sleeps until the bell rings for it, and survives a database that does not answer."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

import bell
from bell import Bell, work_until
from db import Database, signal

LONG_S = 30


class Work:
    """As much as is put there. `done` is released once for each piece, and `idle` each time there was nothing."""

    def __init__(self) -> None:
        self.there: list[Exception | None] = []
        self.done, self.idle = threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self) -> bool:
        if not self.there:
            self.idle.release()
            return False
        if fault := self.there.pop(0):
            raise fault
        self.done.release()
        return True


@contextmanager
def working(ring: Bell, work: Work, **more: object) -> Iterator[threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=work_until, args=(stop, ring, "letters", work), kwargs=more)
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        ring.ring(None)
        thread.join(LONG_S)
    assert not thread.is_alive()


def test_all_that_is_there_is_done_before_it_sleeps() -> None:
    work = Work()
    work.there = [None] * 3
    with working(Bell(), work):
        assert work.idle.acquire(timeout=LONG_S)
    assert all(work.done.acquire(blocking=False) for _ in range(3))


def test_it_wakes_for_its_own_topic_and_where_something_may_have_been_missed() -> None:
    ring, work = Bell(), Work()
    with working(ring, work):
        for topics in ({"letters", "floor"}, None):
            assert work.idle.acquire(timeout=LONG_S)
            work.there.append(None)
            ring.ring(topics)
            assert work.done.acquire(timeout=LONG_S)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_of_more_topics_than_can_be_named_everybody_looks(database: Database) -> None:
    """A thousand people's news in one transaction: too long a list for PostgreSQL to carry to the other processes."""
    stop, heard = threading.Event(), threading.Semaphore(0)
    unsubscribe = database.bell.subscribe(lambda topics: heard.release() if topics is None else None)
    listener = threading.Thread(target=database.listen, args=(stop,))
    listener.start()
    try:
        assert heard.acquire(timeout=LONG_S), "it listens"
        with database.transaction() as session:
            for person in range(1000):
                signal(session, f"person:{person}", "told")
        assert heard.acquire(timeout=LONG_S)
    finally:
        stop.set()
        listener.join(LONG_S)
        unsubscribe()


def test_other_topics_wake_nobody() -> None:
    ring = Bell()
    with ring.waking("letters") as wake, ring.waking(lambda topics: "floor" in topics) as other:
        ring.ring({"floor"})
        assert (wake.is_set(), other.is_set()) == (False, True)
    ring.ring(None)
    assert not wake.is_set(), "it has left"


def test_what_falls_due_by_itself_needs_no_bell() -> None:
    work = Work()
    with working(Bell(), work, until_due=lambda: 0.001):
        assert work.idle.acquire(timeout=LONG_S)
        work.there.append(None)
        assert work.done.acquire(timeout=LONG_S)


def test_a_database_that_does_not_answer_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "AGAIN_S", 0.001)
    work = Work()
    work.there = [OperationalError("SELECT", {}, Exception("gone")), None]
    with working(Bell(), work):
        assert work.done.acquire(timeout=LONG_S)


def test_what_comes_together_is_looked_for_once() -> None:
    ring, work = Bell(), Work()
    with working(ring, work, gather_s=0.4):
        assert work.idle.acquire(timeout=LONG_S)
        ring.ring({"letters"})
        time.sleep(0.1)
        ring.ring({"letters"})
        assert work.idle.acquire(timeout=LONG_S)
        assert not work.idle.acquire(timeout=0.6)


def test_who_is_told_to_stop_before_they_begin_does_nothing() -> None:
    stop, work = threading.Event(), Work()
    work.there.append(None)
    stop.set()
    work_until(stop, Bell(), "letters", work)
    assert work.there


def test_what_was_written_comes_into_sqlites_file_beside_the_writers(sqlite: Database, tmp_path: Path) -> None:
    looked = threading.Event()

    @event.listens_for(sqlite.engine, "after_cursor_execute")
    def after(*what: object) -> None:
        if "wal_checkpoint" in str(what[2]):
            looked.set()

    with sqlite.transaction() as session:
        signal(session, "person:1", "told")
    file, alone = tmp_path / "threadline.db", tmp_path / "alone.db"
    shutil.copy(file, alone)
    assert Database(f"sqlite:///{alone}").last_signal() == 0
    stop = threading.Event()
    thread = threading.Thread(target=sqlite.settle, args=(stop,))
    thread.start()
    assert looked.wait(LONG_S)
    stop.set()
    sqlite.bell.ring(None)
    thread.join(LONG_S)
    shutil.copy(file, alone)
    assert Database(f"sqlite:///{alone}").last_signal() == 1
