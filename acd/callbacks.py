"""The life of a callback: asked for once, in line when it is due, tried again, over. `hotline.callbacks` tells it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, func, or_, select, text, update
from sqlalchemy.orm import Session

from acd.models import Callback
from db import Database, Moment, add_once, now, signal

TOPIC = "callbacks"
OPEN = text("callbacks.state in ('waiting','in_line')")
_WAITING = text("callbacks.state = 'waiting'")


def ask(session: Session, wish: Callback) -> tuple[Callback, bool]:
    """Add this wish, and say True; or give the open one of the same number, which keeps the better place and time."""
    known = of_number(session, wish.number)
    if known is None:
        if add_once(session, wish):
            tell(session)
            return wish, True
        known = session.scalars(_OF_NUMBER, {"number": wish.number}).one()
    known.since = min(known.since, wish.since)
    known.priority = max(known.priority, wish.priority)
    if known.state == "waiting" and not known.attempts:
        known.due_at = min(known.due_at, wish.due_at)
    tell(session)
    return known, False


_OF_NUMBER = select(Callback).where(Callback.number == bindparam("number"), OPEN)


def of_number(session: Session, number: str) -> Callback | None:
    """The open one of this number."""
    return session.scalar(_OF_NUMBER, {"number": number})


_same = (Callback.number == bindparam("number")) & (Callback.number != "")
_OF_CUSTOMER = (
    select(Callback)
    .where(or_(_same, Callback.customer_id == bindparam("customer")), OPEN)
    .order_by(_same.desc(), Callback.since)
    .limit(1)
)


def of_customer(session: Session, number: str, customer_id: int) -> Callback | None:
    """The open one of this number, or else of this customer."""
    return session.scalar(_OF_CUSTOMER, {"number": number, "customer": customer_id})


def of_call(session: Session, call_id: int) -> Callback | None:
    """The one that this call stands in line for, or is made for."""
    return session.scalar(select(Callback).where(Callback.call_id == call_id, Callback.state == "in_line"))


def due(session: Session, moment: datetime) -> Sequence[int]:
    """Ids of those that are to come into line, the longest waiting first."""
    return session.scalars(
        select(Callback.id).where(_WAITING, Callback.due_at <= moment).order_by(Callback.since, Callback.id)
    ).all()


def claim(session: Session, callback_id: int, moment: datetime) -> Callback | None:
    """Into line with it. None where somebody else was quicker, or it is over."""
    won = session.scalar(
        update(Callback)
        .where(Callback.id == callback_id, _WAITING, Callback.due_at <= moment)
        .values(state="in_line")
        .returning(Callback.id)
    )
    return session.get(Callback, won, populate_existing=True) if won else None


def postpone(session: Session, callback: Callback, due_at: datetime) -> None:
    """Out of line, until then."""
    callback.state, callback.due_at, callback.call_id = "waiting", due_at, None
    tell(session)


def close(session: Session, callback: Callback, outcome: str) -> None:
    callback.state = "cancelled" if outcome == "cancelled" else "done"
    callback.outcome, callback.done_at = outcome, now()
    tell(session)


_CALLBACKS = cast(Table, Callback.__table__)
_FREED = (
    update(_CALLBACKS)
    .where(_CALLBACKS.c.from_call_id == bindparam("call"), _WAITING, _CALLBACKS.c.attempts == 0)
    .values(due_at=bindparam("now", type_=Moment))
    .returning(_CALLBACKS.c.id)
)


def line_is_free(session: Session, call_id: int) -> None:
    """The call in which it was asked for has ended: now their telephone can ring."""
    if session.scalars(_FREED, {"call": call_id, "now": now()}).all():
        tell(session)


def next_deadline(db: Database) -> datetime | None:
    """When the next one comes into line."""
    with db.reading() as session:
        return session.scalar(select(func.min(Callback.due_at)).where(_WAITING))


def tell(session: Session) -> None:
    """Wake the desk's loop, which sleeps until the next deadline that it knows, and whoever looks at the list."""
    signal(session, "desk", "work", why="callback")
    signal(session, TOPIC, "callbacks")
