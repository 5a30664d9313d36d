"""How each of the two databases is opened, and how writers take turns at SQLite."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import InvalidatePoolError

IDLE_S = 1.0
"""A connection that has lain idle for so long is tried before it is used."""
_LONGEST_LOG = 16_000
"""Pages of SQLite's log with which a writer brings it into its file, where `Database.settle` has not."""


def open_engine(url: str, pool_size: int) -> Engine:
    """SQLite by `sqlite:///FILE`, PostgreSQL by its usual addresses."""
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    if url.startswith("postgresql://"):
        url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
    return (_sqlite if url.startswith("sqlite") else _postgresql)(url, pool_size)


def _sqlite(url: str, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=200,
        pool_use_lifo=True,  # The last writer's connection has read already what a next one would read anew.
        connect_args={"check_same_thread": False},
        hide_parameters=True,  # What customers said is not to end in a log because a statement failed.
    )

    @event.listens_for(engine, "connect")
    def settings(connection: Any, _record: Any) -> None:
        # pysqlite's own implicit BEGIN would make every transaction start as a reader.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "temp_store=MEMORY",
            f"wal_autocheckpoint={_LONGEST_LOG}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("begin", "DEFERRED"))

    return engine


def _postgresql(url: str, pool_size: int) -> Engine:
    """A connection that has lain idle is tried before it is used, since the server may have gone meanwhile. One that
    was used just now is not: that would be one more journey to the database for every step of every call."""
    engine = create_engine(url, pool_size=pool_size, max_overflow=pool_size, hide_parameters=True)

    @event.listens_for(engine, "checkin")
    def back(_connection: Any, record: Any) -> None:
        record.info["back"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def look(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("back", math.inf) < IDLE_S:
            return
        try:
            connection.execute("SELECT 1")
            connection.rollback()
        except psycopg.OperationalError as gone:
            raise InvalidatePoolError from gone

    return engine


class Writer:
    """The one writer that SQLite has at a time.

    Whoever finds it busy would sleep and try again, in no order: of a hundred threads some would wait for seconds and
    then fail. Here they stand in two lines, one of which goes first, and each is woken when it is their turn.
    """

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._busy = False
        self._first: deque[threading.Event] = deque()
        self._others: deque[threading.Event] = deque()

    @contextmanager
    def turn(self, first: bool) -> Iterator[None]:
        called = threading.Event()
        with self._mutex:
            if self._busy:
                (self._first if first else self._others).append(called)
            else:
                self._busy = True
                called.set()
        called.wait()
        try:
            yield
        finally:
            with self._mutex:
                waiting = self._first or self._others
                if waiting:
                    waiting.popleft().set()
                else:
                    self._busy = False
