"""The book of what happened: record() writes a line, of() reads a page, steps() reads one contact's story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, event, func, insert, inspect, select, tuple_, union_all
from sqlalchemy.orm import Session

from db import now, signal
from timeline import people, search
from timeline.events import SEARCHED, SHOWN, OfContact
from timeline.models import Customer, Entry

_CONTENT = ("kind", "channel", "contact_id", "at", "data", "shown")


JUST_NOW = timedelta(seconds=1)
"""Whoever was seen so lately, as they are who have just been made, need not be written again."""
_ENTRIES, _CUSTOMERS = cast(Table, Entry.__table__), cast(Table, Customer.__table__)
_PERSON = (
    select(func.coalesce(_CUSTOMERS.c.person_id, _CUSTOMERS.c.id))
    .where(_CUSTOMERS.c.id == bindparam("whose"))
    .scalar_subquery()
)
# Written past the session: a flush for each line would also write everything else that is still changing.
_WRITE = insert(_ENTRIES).returning(_ENTRIES.c.id, _PERSON)


def record(
    session: Session,
    customer_id: int,
    fact: OfContact,
    journey_id: int | None = None,
    at: datetime | None = None,
    text: str = "",
) -> int:
    """Write one fact onto a customer's timeline, and wake whoever looks at it. Returns the entry's id.

    `text` is what it can be found by beside its own words: the whole of a mail, or of what was said.
    """
    kind, data = type(fact).__name__, fact.data()
    line = {
        "customer_id": customer_id,
        "whose": customer_id,
        "journey_id": journey_id,
        "kind": kind,
        "channel": fact.channel,
        "contact_id": fact.contact_id,
        "shown": SHOWN[type(fact)],
        "at": at or now(),
        "data": data,
    }
    searched = SEARCHED.get(type(fact))
    entry, person = session.execute(_WRITE, line).one()
    if searched is not None:
        search.write(
            session, entry, customer_id, fact.channel, " ".join([*(str(data[each]) for each in searched), text])
        )
    signal(session, f"customer:{person}", kind, entry=entry, channel=fact.channel, contact=fact.contact_id)
    return cast(int, entry)


def of(
    session: Session,
    customer_id: int,
    before: tuple[datetime, int] | None = None,
    limit: int = 50,
    channel: str = "",
) -> Sequence[Entry]:
    """The lines shown in a person's stream, newest first; `before` is the (at, id) of the last one seen.

    `channel` leaves out the lines of every other one.

    Of each customer who is this person a page is read by the index, so that a long history is never sorted.
    """
    pages = []
    for each in people.members(session, customer_id):
        page = select(Entry.id).where(Entry.customer_id == each, Entry.shown.is_(True))
        if channel:
            page = page.where(Entry.channel == channel)
        if before:
            page = page.where(tuple_(Entry.at, Entry.id) < before)
        pages.append(page.order_by(Entry.at.desc(), Entry.id.desc()).limit(limit).subquery())
    if not pages:
        return []
    newest = union_all(*(select(page.c.id) for page in pages))
    return session.scalars(
        select(Entry).where(Entry.id.in_(newest)).order_by(Entry.at.desc(), Entry.id.desc()).limit(limit)
    ).all()


def steps(session: Session, channel: str, contact_id: int) -> Sequence[Entry]:
    """Everything that happened in one contact, in order."""
    return session.scalars(
        select(Entry).where(Entry.channel == channel, Entry.contact_id == contact_id).order_by(Entry.id)
    ).all()


def seen(session: Session, customer_id: int) -> None:
    """The customer was here just now: the list of customers has the latest on top, under whomever they are read."""
    customer, moment = session.get_one(Customer, customer_id), now()
    if moment - customer.seen_at < JUST_NOW:
        return
    customer.seen_at = moment
    if customer.person_id:
        session.get_one(Customer, customer.person_id).seen_at = customer.seen_at


@event.listens_for(Entry, "before_update")
def _immutable(_mapper: Any, _connection: Any, entry: Entry) -> None:
    """What was written stays; only whose it is may be found out later (`customers.move_contact`)."""
    changed = [name for name in _CONTENT if inspect(entry).attrs[name].history.has_changes()]
    if changed:
        raise ValueError(f"entry {entry.id} is immutable; something changed {', '.join(changed)}")
