"""Customers: finding them, their card, and their timeline."""

from __future__ import annotations

from sqlalchemy import Select, func, or_, select, tuple_
from sqlalchemy.orm import Session

from channels.models import Conversation
from db import signal
from telephony.models import Call
from timeline import book, people, phones
from timeline.events import NoteAdded
from timeline.models import Customer, Entry, Identity, Journey
from timeline.people import Person
from web import briefs, call_view, colleagues, cursor, looked
from web.api import chapter
from web.errors import missing
from web.flow_words import FlowWords
from web.guard import STAFF, may, visit
from web.rooms import rooms
from web.schemas.base import CustomerPath
from web.schemas.calls import CallBrief
from web.schemas.customers import Counts, CustomerCard, CustomerChange, CustomerPage, CustomerSearch
from web.schemas.timeline import Note, TimelineEntry, TimelinePage, TimelineSearch

JOURNEYS_SHOWN = 20
CALLS = ("CallArrived", "CallPlaced")
"""Lines with which a call begins."""

api = chapter("customers", "Customers and their timelines.")


@api.get("/customers", responses={"200": CustomerPage})
@may(*STAFF)
def find(query: CustomerSearch) -> CustomerPage:
    """Customers by name, company or address, the latest seen first."""
    before = cursor.read(query.before)
    wanted = select(Customer.id, Customer.seen_at).where(Customer.person_id.is_(None))
    if query.q:
        wanted = wanted.where(Customer.id.in_(_matches(query.q, rooms().config.region)))
    if before:
        wanted = wanted.where(tuple_(Customer.seen_at, Customer.id) < before)
    wanted = wanted.order_by(Customer.seen_at.desc(), Customer.id.desc()).limit(query.limit)
    with rooms().db.reading() as session:
        rows = session.execute(wanted).all()
        persons = people.of(session, (row.id for row in rows))
    more = len(rows) == query.limit
    return CustomerPage(
        customers=[briefs.customer_line(persons[row.id]) for row in rows],
        next=cursor.write(rows[-1].seen_at, rows[-1].id) if more else None,
    )


def _matches(q: str, region: str) -> Select[int]:
    """The people of whom `q` is a part of a name, company or address; a phone number in any usual spelling."""
    addresses = [Identity.value.icontains(q, autoescape=True)]
    number = phones.e164(q, region)
    if number:
        addresses.append(Identity.value == number)
    by_address = select(Identity.customer_id).where(Identity.kind != "visitor", or_(*addresses))
    names = (Customer.name, Customer.company)
    who = or_(*(name.icontains(q, autoescape=True) for name in names), Customer.id.in_(by_address))
    return select(func.coalesce(Customer.person_id, Customer.id)).where(who)


@api.get("/customers/<int:customer_id>", responses={"200": CustomerCard})
@may(*STAFF)
def look(path: CustomerPath) -> CustomerCard:
    """Who it is, what they want done, and how often they were here. Whoever opens it is noted."""
    with rooms().db.reading() as session:
        found = card(session, path.customer_id)
    looked.note(found.customer.id, "card")
    return found


@api.patch("/customers/<int:customer_id>", responses={"200": CustomerCard})
@may(*STAFF)
def change(path: CustomerPath, body: CustomerChange) -> CustomerCard:
    """Correct a customer's name, company, language or value."""
    with rooms().db.transaction() as session:
        customer = person_of(session, path.customer_id).kept
        for field, value in body.model_dump(exclude_none=True).items():
            setattr(customer, field, value)
        if "value" in body.model_fields_set:
            customer.value = body.value
        signal(session, f"customer:{customer.id}", "customer", customer=customer.id)
        session.flush()
        return card(session, path.customer_id)


def person_of(session: Session, customer_id: int) -> Person:
    try:
        return people.one(session, customer_id)
    except KeyError:
        raise missing("customer") from None


def card(session: Session, customer_id: int) -> CustomerCard:
    """The page of the person whom this customer is."""
    person = person_of(session, customer_id)
    theirs = [each.id for each in person.members]
    journeys = session.scalars(
        select(Journey)
        .where(Journey.customer_id.in_(theirs), or_(Journey.topic != "", Journey.subject != ""))
        .order_by(Journey.closed_at.is_not(None), Journey.updated_at.desc())
        .limit(JOURNEYS_SHOWN)
    ).all()
    words = FlowWords(session, visit().user.language, [each.id for each in journeys])
    phoned = session.scalar(select(func.count()).where(Call.customer_id.in_(theirs))) or 0
    written = dict(
        session.execute(
            select(Conversation.channel, func.count())
            .where(Conversation.customer_id.in_(theirs))
            .group_by(Conversation.channel)
        ).all()
    )
    return CustomerCard(
        customer=briefs.customer_line(person),
        journeys=[briefs.journey_line(row, words) for row in journeys],
        counts=Counts(phone=phoned, chat=written.get("chat", 0), email=written.get("email", 0)),
    )


@api.get("/customers/<int:customer_id>/timeline", responses={"200": TimelinePage})
@may(*STAFF)
def timeline(path: CustomerPath, query: TimelineSearch) -> TimelinePage:
    """A page of the stream, newest first; `next` is the cursor of the page after it."""
    with rooms().db.reading() as session:
        entries = book.of(session, path.customer_id, cursor.read(query.before), query.limit, query.channel)
        if not entries and session.get(Customer, path.customer_id) is None:
            raise missing("customer")
        arrived = [entry.contact_id for entry in entries if entry.kind in CALLS and entry.contact_id]
        calls = call_view.briefs_of(session, arrived, visit().user.language)
    more = len(entries) == query.limit
    return TimelinePage(
        entries=[line(entry, calls) for entry in entries],
        next=cursor.write(entries[-1].at, entries[-1].id) if more else None,
    )


def line(entry: Entry, calls: dict[int, CallBrief]) -> TimelineEntry:
    """A line of the stream, with the call that it opens."""
    call = calls.get(entry.contact_id or 0) if entry.kind in CALLS else None
    return TimelineEntry(
        id=entry.id,
        kind=entry.kind,
        channel=entry.channel,
        contact_id=entry.contact_id,
        journey_id=entry.journey_id,
        at=entry.at,
        data=entry.data,
        call=call,
    )


@api.post("/customers/<int:customer_id>/notes", responses={"201": TimelineEntry})
@may(*STAFF)
def note(path: CustomerPath, body: Note) -> tuple[TimelineEntry, int]:
    """Write a note onto the timeline."""
    with rooms().db.transaction() as session:
        person = person_of(session, path.customer_id)
        note = NoteAdded("desk", None, visit().user.name, body.text)
        entry = session.get_one(Entry, book.record(session, person.id, note))
        colleagues.mention(session, body.text, visit().user.name, visit().user.agent_id, person.id)
    return line(entry, {}), 201
