"""Rows that wait to be worked on in the background, one by one; they survive a crash.

A worker claims a row by one conditional UPDATE and gives itself a lease; whoever dies over it leaves it to the next
when the lease is over. So a row's work may in the worst case be done twice, but never not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, String, and_, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from db import Database, now


class Claimable:
    """What such a row remembers, beside its state."""

    id: Mapped[int] = mapped_column(primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)
    """How often it was claimed."""
    retry_at: Mapped[datetime | None]
    """When it may be tried again; while somebody works on it, when they are given up."""
    fault: Mapped[str] = mapped_column(String(400), default="")


Row = TypeVar("Row", bound=Claimable)


@dataclass(frozen=True)
class Claims(Generic[Row]):
    """The rows whose `state` is `waiting`, or `busy` while somebody has one for as long as `lease`."""

    rows: type[Row]
    state: InstrumentedAttribute[str]
    waiting: str
    busy: str
    lease: timedelta

    def claim(self, db: Database, *which: ColumnElement[bool]) -> Row | None:
        """Take the oldest of `which` that is due, or that somebody died over; None where another was faster.

        It looks first: for work that is nearly always done, nobody else waits for SQLite's one writer.
        """
        moment = now()
        due = and_(self._open, or_(self.rows.retry_at.is_(None), self.rows.retry_at <= moment))
        with db.reading() as session:
            oldest = session.scalar(select(self.rows.id).where(due, *which).order_by(self.rows.id).limit(1))
        if oldest is None:
            return None
        with db.transaction() as session:
            taken = update(self.rows).where(self.rows.id == oldest, due).returning(self.rows)
            new = {self.state: self.busy, self.rows.tries: self.rows.tries + 1, self.rows.retry_at: moment + self.lease}
            return session.scalar(taken.values(new))

    def settle(self, session: Session, row: Row, state: str, retry_at: datetime | None = None, **more: Any) -> bool:
        """Write down how it went. False, and nothing, where the lease ran out and somebody else has the row now."""
        ours = self.rows.id == row.id, self.state == self.busy, self.rows.tries == row.tries
        new = update(self.rows).where(*ours).values({self.state: state, self.rows.retry_at: retry_at}).values(**more)
        return session.scalar(new.returning(self.rows.id)) is not None

    def until_due(self, db: Database, *which: ColumnElement[bool]) -> float | None:
        """Seconds until one of `which` is due; None where there is none to wait for."""
        soonest = select(func.min(func.coalesce(self.rows.retry_at, now()))).where(self._open, *which)
        with db.reading() as session:
            moment = session.scalar(soonest)
        return None if moment is None else max(0.0, (moment - now()).total_seconds())

    @property
    def _open(self) -> ColumnElement[bool]:
        return self.state.in_((self.waiting, self.busy))


def next_try(pauses: Sequence[timedelta], tries: int) -> datetime | None:
    """When to try again what failed the first, second, … time; None once it has failed for good."""
    return now() + pauses[tries - 1] if tries <= len(pauses) else None
