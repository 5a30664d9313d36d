"""The engine, the session, `transaction()`, and `signal()`: how one part of the house wakes another.

One transaction is one step of a story: write, commit, then act. A signal written in a transaction becomes visible
with it, so that nobody is ever told of something that was rolled back. Signals are rows, so that a browser that was
away resumes from the last one it saw; listeners are woken at once by the bell of this process, and by
PostgreSQL's NOTIFY in the others.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, TypeVar, cast

import psycopg
from sqlalchemy import (
    JSON,
    DateTime,
    Index,
    MetaData,
    String,
    Table,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, make_transient_to_detached, mapped_column
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import TypeDecorator

from bell import Bell, work_until
from engine import Writer, open_engine

Row = TypeVar("Row", bound="Base")

_COMMIT_ORDER = 7_401_001
"""PostgreSQL advisory lock under which signals are numbered, so that ids become visible in their order."""


class Moment(TypeDecorator[datetime]):
    """A point in time: aware UTC in Python, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        list[str]: JSON,
    }


class Signal(Base):
    """One thing that listeners may want to know. `topic` is `agent:7`, `customer:12`, `floor`, `desk`, …"""

    __tablename__ = "signals"
    __table_args__ = (Index("ix_signals_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]


SETTLED_S = 0.5
"""At most so often SQLite's log is brought into its file."""
EVERY_TOPIC = "null"
_MOST_NAMED = 7900
"""Characters of names. PostgreSQL refuses what does not fit into 8,000 bytes: of so many topics, everybody looks."""
_SIGNAL = insert(cast(Table, Signal.__table__))
_TELL_ALL = text(
    """
    WITH in_turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(:key)),
    written AS (
        INSERT INTO signals (topic, name, data, at)
        SELECT told.* FROM in_turn, jsonb_to_recordset(CAST(:rows AS jsonb))
            AS told(topic text, name text, data json, at timestamptz)
    )
    SELECT pg_notify('threadline', :topics),
        set_config('synchronous_commit', coalesce(:commits, current_setting('synchronous_commit')), true)
    """
)
"""All of it in one journey, since every other process that commits waits behind the lock meanwhile."""


def now() -> datetime:
    """The one clock of the rooms that have one."""
    return datetime.now(UTC)


class Database:
    """An engine, with the two ways to use it: `transaction()` to write, `reading()` to look."""

    def __init__(self, url: str, pool_size: int = 20) -> None:
        self.url = url
        self.engine = open_engine(url, pool_size)
        # SQLite's writer holds its lock from the first statement on: a read that turns into a write later could fail.
        self._writing = self.engine.execution_options(begin="IMMEDIATE") if self.sqlite else self.engine
        self._looking = self.engine if self.sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self.bell = Bell()
        """Rung with the topics of every commit made in, or heard by, this process."""
        self._writer = Writer() if self.sqlite else None

    @property
    def sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self, first: bool = False, lasting: bool = True) -> Iterator[Session]:
        """A session that commits at the end, or rolls back on any fault. Signals go out after the commit.

        `first` is for the few steps for which a caller and an agent wait: they go before all others. What is not
        `lasting` is on PostgreSQL's disk with the next transaction that is, and not waited for: it may be lost with the
        machine, but nothing that was written after it can be kept without it.
        """
        with (
            self._writer.turn(first) if self._writer else nullcontext(),
            Session(self._writing, expire_on_commit=False) as session,
        ):
            yield session
            topics = self._write_signals(session, lasting)
            session.commit()
        if topics:
            self.bell.ring(topics)

    @contextmanager
    def reading(self, long: bool = False) -> Iterator[Session]:
        """A session that only looks. On PostgreSQL each of its statements sees what is there at its moment, and costs
        one journey to the server where a transaction would cost three; `long` is for reading row by row, in one."""
        with Session(self.engine if long else self._looking, expire_on_commit=False) as session:
            yield session

    def _write_signals(self, session: Session, lasting: bool) -> set[str]:
        pending: list[dict[str, Any]] = session.info.pop("signals", [])
        if not pending:
            return set()
        session.flush()
        topics = {row["topic"] for row in pending}
        if self.sqlite:
            session.execute(_SIGNAL, pending)
        else:
            rows = json.dumps([{**row, "at": row["at"].isoformat()} for row in pending])
            named = json.dumps(sorted(topics))
            told = named if len(named) < _MOST_NAMED else EVERY_TOPIC
            commits = None if lasting else "off"
            session.execute(_TELL_ALL, {"key": _COMMIT_ORDER, "rows": rows, "topics": told, "commits": commits})
        return topics

    def signals_after(self, last: int, topics: Sequence[str], limit: int = 200) -> list[Signal]:
        """Signals of these topics newer than `last`, oldest first."""
        with self.reading() as session:
            return list(
                session.scalars(
                    select(Signal).where(Signal.id > last, Signal.topic.in_(topics)).order_by(Signal.id).limit(limit)
                )
            )

    def last_signal(self) -> int:
        with self.reading() as session:
            return session.scalar(select(func.max(Signal.id))) or 0

    def forget_signals(self, before: datetime) -> None:
        """Signals only bridge a short absence; what must last is on the timeline.

        The newest stays: SQLite would number an empty table from 1 again, and listeners wait for more than they saw.
        """
        newest = select(func.max(Signal.id)).scalar_subquery()
        with self.transaction() as session:
            session.execute(delete(Signal).where(Signal.at < before, Signal.id < newest))

    def settle(self, stop: threading.Event) -> None:
        """Bring SQLite's log into its file after what was written, until `stop` is set and the bell rung; run it in a
        thread. Else whoever happened to fill the log would do it, and all writers wait for the disk with them."""

        def checkpoint() -> bool:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
            return False

        work_until(stop, self.bell, lambda _topics: True, checkpoint, gather_s=SETTLED_S)

    def listen(self, stop: threading.Event) -> None:
        """Ring the bell for commits of other processes, until `stop`. PostgreSQL only; run it in a thread."""
        while not stop.is_set():
            try:
                dsn = self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
                with psycopg.connect(dsn, autocommit=True) as connection:
                    connection.execute("LISTEN threadline")
                    self.bell.ring(None)
                    while not stop.is_set():
                        for note in connection.notifies(timeout=1.0):
                            self.bell.ring(None if note.payload == EVERY_TOPIC else set(json.loads(note.payload)))
            except psycopg.OperationalError:
                stop.wait(1.0)


def add_once(session: Session, row: Base) -> bool:
    """Write this row, which is in no session yet. False where another process has written one like it since we
    looked: that is left as it is, and this row in no session."""
    columns = inspect(type(row)).column_attrs
    values = {each.key: row.__dict__[each.key] for each in columns if each.key in row.__dict__}
    written = session.execute(_once(session.get_bind().dialect.name, type(row)), values).mappings().one_or_none()
    if written is None:
        return False
    for name, value in written.items():
        set_committed_value(row, name, value)
    make_transient_to_detached(row)
    session.add(row)
    return True


@cache
def _once(dialect: str, kind: type[Base]) -> ReturningInsert[Any]:
    table = cast(Table, kind.__table__)
    into = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    return into.on_conflict_do_nothing().returning(*table.columns)


def held(session: Session, kind: type[Row], key: int, **lock: bool) -> Row | None:
    """The row of this key, fresh, and ours until the transaction ends; `lock` are options of FOR UPDATE.

    SQLite has one writer, for whom what they have read stays so.
    """
    session.flush()
    if session.get_bind().dialect.name == "sqlite":
        return session.get(kind, key)
    return session.get(kind, key, with_for_update=lock or True, populate_existing=True)


def signal(session: Session, topic: str, name: str, **data: Any) -> None:
    """Tell the listeners of `topic`, if and when this transaction commits. `data` must fit JSON."""
    session.info.setdefault("signals", []).append({"topic": topic, "name": name, "data": data, "at": now()})
