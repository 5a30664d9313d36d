"""Who it is: customers found by exact identities, and contacts that turn out to be somebody else's."""

from __future__ import annotations

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import Base, now
from timeline import book
from timeline.events import ContactMoved
from timeline.models import Customer, Entry, Identity


def find(session: Session, kind: str, value: str) -> Customer | None:
    """The customer who has exactly this identity."""
    return session.scalar(select(Customer).join(Identity).where(Identity.kind == kind, Identity.value == value))


def find_or_make(session: Session, kind: str, value: str, name: str = "") -> Customer:
    """The customer with this identity, made if there is none. Two that arrive at once get the same one."""
    customer = find(session, kind, value)
    if customer:
        return customer
    try:
        with session.begin_nested():
            return make(session, name=name, identities=[(kind, value)])
    except IntegrityError:
        return session.scalars(
            select(Customer).join(Identity).where(Identity.kind == kind, Identity.value == value)
        ).one()


def make(session: Session, name: str = "", identities: list[tuple[str, str]] | None = None) -> Customer:
    """A new customer; without identities it is a caller who hides their number."""
    customer = Customer(name=name, created_at=now(), seen_at=now())
    customer.identities = [Identity(kind=kind, value=value, created_at=now()) for kind, value in identities or []]
    session.add(customer)
    session.flush()
    return customer


def speaks(session: Session, customer_id: int, language: str) -> None:
    """The language that a channel says they speak, where they have not chosen one themselves."""
    customer = session.get_one(Customer, customer_id)
    customer.language = customer.language or language


def is_slight(session: Session, customer_id: int, contact: tuple[str, int] | None = None) -> bool:
    """Whether nothing is known of this customer but an anonymous browser, or this one contact.

    Only such a customer is ever absorbed by another without a person's word.
    """
    customer = session.get_one(Customer, customer_id)
    if customer.name or customer.company:
        return False
    kinds = set(session.scalars(select(Identity.kind).where(Identity.customer_id == customer_id)))
    if kinds <= {"visitor"} and not contact:
        return True
    if contact is None:
        return False
    others = session.scalar(
        select(func.count())
        .select_from(Entry)
        .where(Entry.customer_id == customer_id, ~((Entry.channel == contact[0]) & (Entry.contact_id == contact[1])))
    )
    return not others


def move_contact(session: Session, contact: tuple[str, int], to_customer: int, evidence: str) -> None:
    """Place a contact's entries on another customer's timeline, and say there why."""
    channel, contact_id = contact
    placed = (Entry.channel == channel, Entry.contact_id == contact_id)
    from_customer = session.scalar(select(Entry.customer_id).where(*placed).limit(1))
    if from_customer is None or from_customer == to_customer:
        return
    session.execute(update(Entry).where(*placed).values(customer_id=to_customer))
    book.record(session, to_customer, ContactMoved(channel, contact_id, from_customer, to_customer, evidence))


def absorb(session: Session, slight: int, into: int, evidence: str) -> None:
    """Everything of a slight customer becomes another's, in whatever table it stands. The empty shell goes."""
    placed = select(Entry.channel, Entry.contact_id).where(Entry.customer_id == slight).distinct()
    for channel, contact_id in session.execute(placed).all():
        if contact_id is not None:
            move_contact(session, (channel, contact_id), into, evidence)
    session.flush()
    for table in Base.metadata.sorted_tables:
        if "customer_id" in table.c:
            session.execute(update(table).where(table.c.customer_id == slight).values(customer_id=into))
    session.expire_all()
    session.execute(delete(Customer).where(Customer.id == slight))
