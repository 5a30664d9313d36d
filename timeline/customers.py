"""Who it is: customers found by exact identities, and contacts that turn out to be somebody else's."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from db import add_once, now
from timeline import addresses, book, claims, households, people, search
from timeline.events import ContactMoved
from timeline.models import Customer, Entry, Identity

_WHOSE = (
    select(Customer, Identity.shared)
    .join(Identity)
    .where(Identity.kind == bindparam("kind"), Identity.value == bindparam("value"))
)


def find(session: Session, kind: str, value: str) -> Customer | None:
    """The customer who has exactly this identity."""
    found = session.execute(_WHOSE, {"kind": kind, "value": _spelt(kind, value)}).one_or_none()
    return found[0] if found else None


def find_or_make(session: Session, kind: str, value: str, name: str = "") -> Customer:
    """The customer with this identity, made if there is none. Two that arrive at once get the same one."""
    return find(session, kind, value) or _make_once(session, kind, value, name)


def _make_once(session: Session, kind: str, value: str, name: str = "") -> Customer:
    customer, spelt = make(session, name), _spelt(kind, value)
    if add_once(session, Identity(customer_id=customer.id, kind=kind, value=spelt, created_at=now())):
        session.expire(customer, ["identities"])
        return customer
    session.delete(customer)
    return session.execute(_WHOSE, {"kind": kind, "value": spelt}).one()[0]


def who_comes(session: Session, kind: str, value: str, channel: str) -> Customer:
    """Whose contact it is that comes from this address; somebody new where it is hidden (empty) or shared.

    An address that several people use says who it may be, and no more: the agent sees them, and asks.
    """
    if not value:
        return make(session)
    found = session.execute(_WHOSE, {"kind": kind, "value": _spelt(kind, value)}).one_or_none()
    if found is None:
        return _make_once(session, kind, value)
    customer, shared = found
    if not shared:
        return customer
    customer = make(session)
    claims.keep(session, customer.id, [(kind, value)], channel, source="shared")
    session.flush()  # The first turn asks already who they may be.
    customer.language = households.language(session, customer.id)
    return customer


def make(session: Session, name: str = "", identities: list[tuple[str, str]] | None = None) -> Customer:
    """A new customer; without identities it is a caller who hides their number."""
    customer = Customer(name=name, created_at=now(), seen_at=now())
    customer.identities = [
        Identity(kind=kind, value=_spelt(kind, value), created_at=now()) for kind, value in identities or []
    ]
    session.add(customer)
    session.flush()
    return customer


def _spelt(kind: str, value: str) -> str:
    """Numbers come here in E.164 already: only a channel knows in which country they were dialled."""
    return (addresses.canonical(kind, value) if kind == "email" else None) or value


def speaks(session: Session, customer_id: int, language: str) -> None:
    """The language that a channel says they speak, where they have not chosen one themselves."""
    customer = session.get_one(Customer, customer_id)
    customer.language = customer.language or language


def is_slight(session: Session, customer_id: int, contact: tuple[str, int] | None = None) -> bool:
    """Whether nothing is known of this person but an anonymous browser, or this one contact.

    Only such a person is ever merged with another without an agent's word.
    """
    person = people.one(session, customer_id)
    if person.name or person.company:
        return False
    if {identity.kind for identity in person.identities} <= {"visitor"} and not contact:
        return True
    if contact is None:
        return False
    theirs = Entry.customer_id.in_([each.id for each in person.members])
    others = session.scalar(
        select(func.count())
        .select_from(Entry)
        .where(theirs, ~((Entry.channel == contact[0]) & (Entry.contact_id == contact[1])))
    )
    return not others


def move_contact(session: Session, contact: tuple[str, int], to_customer: int, evidence: str) -> None:
    """Place a contact's entries on another customer's timeline, and say there why."""
    channel, contact_id = contact
    placed = (Entry.channel == channel, Entry.contact_id == contact_id)
    from_customer = session.scalar(select(Entry.customer_id).where(*placed).limit(1))
    if from_customer is None or from_customer == to_customer:
        return
    moved = session.scalars(update(Entry).where(*placed).values(customer_id=to_customer).returning(Entry.id)).all()
    search.move(session, moved, from_customer, to_customer)
    book.record(session, to_customer, ContactMoved(channel, contact_id, from_customer, to_customer, evidence))
