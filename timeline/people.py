"""One person, however many customers they were taken for.

Every entry, journey and contact stays with the customer that it came to. A merge is a link between two customers, and
a person is everybody whom the standing links connect. Undoing a link leaves what there would be had it never been
made, whatever was linked or written meanwhile: nothing was moved, so nothing has to be put back.
`Customer.person_id` repeats what the links say, so that a page finds everybody in it by one look at an index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select, union_all, update
from sqlalchemy.orm import Session, aliased, selectinload

from db import now, signal
from timeline.models import Customer, Identity, Merge

_ONE_AT_A_TIME = 7_401_002
"""PostgreSQL advisory lock of whoever changes links: two that cross could close a ring."""


class NotMerged(Exception):
    """There is nothing to merge, or nothing that stands to be undone. The text says why."""


@dataclass(frozen=True)
class Person:
    """The customers who are one person; what the kept one leaves empty comes from the others."""

    members: tuple[Customer, ...]
    """The kept one first, then as they came to us."""

    @property
    def kept(self) -> Customer:
        return self.members[0]

    @property
    def id(self) -> int:
        return self.kept.id

    @property
    def name(self) -> str:
        return next((each.name for each in self.members if each.name), "")

    @property
    def company(self) -> str:
        return next((each.company for each in self.members if each.company), "")

    @property
    def language(self) -> str:
        return next((each.language for each in self.members if each.language), "")

    @property
    def value(self) -> int | None:
        return max((each.value for each in self.members if each.value is not None), default=None)

    @property
    def seen_at(self) -> datetime:
        return max(each.seen_at for each in self.members)

    @property
    def identities(self) -> list[Identity]:
        return [identity for each in self.members for identity in each.identities]


_PERSON = func.coalesce(Customer.person_id, Customer.id)


def id_of(session: Session, customer_id: int) -> int:
    """The customer under whom this one is read; itself where it stands alone. Raises NoResultFound."""
    return session.scalars(select(_PERSON).where(Customer.id == customer_id)).one()


def ids_of(session: Session, customer_ids: Iterable[int]) -> dict[int, int]:
    """As `id_of`, for many: customer → person."""
    rows = session.execute(select(Customer.id, _PERSON).where(Customer.id.in_(list(customer_ids))))
    return {row.id: row[1] for row in rows}


_kept = select(_PERSON).where(Customer.id == bindparam("customer")).scalar_subquery()
WHOLE = union_all(*(select(Customer.id).where(key == _kept) for key in (Customer.id, Customer.person_id)))
"""Everybody who is the same person as `customer`, to be asked for within another question: two looks at an index. With
an OR PostgreSQL, where its statistics are young, reads all customers."""
_MEMBERS = select(Customer.id).where(Customer.id.in_(WHOLE)).order_by(Customer.person_id.is_not(None), Customer.id)

MEMBER = aliased(Customer)
KEPT_FIRST = (MEMBER.person_id.is_not(None), MEMBER.id)
"""The order of a Person's members."""
_PERSONS = (
    select(Customer.id, MEMBER)
    .join(MEMBER, or_(MEMBER.id == _PERSON, MEMBER.person_id == _PERSON))
    .where(Customer.id.in_(bindparam("customers", expanding=True)))
    .order_by(*KEPT_FIRST)
)
_WITH_IDENTITIES = _PERSONS.options(selectinload(MEMBER.identities))


def members(session: Session, customer_id: int) -> Sequence[int]:
    """Everybody who is the same person as this customer, the kept one first; empty where there is no such customer."""
    return session.scalars(_MEMBERS, {"customer": customer_id}).all()


def of(session: Session, customer_ids: Iterable[int], identities: bool = True) -> dict[int, Person]:
    """Customer id → their person, with everybody's identities, in two statements for all of them.

    Without `identities` it is one statement, and they are read when somebody asks.
    """
    wanted = set(customer_ids)
    if not wanted:
        return {}
    rows = session.execute(_WITH_IDENTITIES if identities else _PERSONS, {"customers": sorted(wanted)})
    found: dict[int, list[Customer]] = {}
    for asked, each in rows:
        found.setdefault(asked, []).append(each)
    return {asked: Person(tuple(each)) for asked, each in found.items()}


def one(session: Session, customer_id: int, identities: bool = True) -> Person:
    """As `of`, for one customer. Raises KeyError where there is none."""
    return of(session, [customer_id], identities)[customer_id]


_WORTH = select(func.max(Customer.value)).where(Customer.id.in_(WHOLE))


def worth(session: Session, customer_id: int) -> int:
    """What this person is worth to the company, in its own measure; 0 where nobody said."""
    return session.scalar(_WORTH, {"customer": customer_id}) or 0


def merge(
    session: Session,
    customer_id: int,
    into_id: int,
    *,
    why: str,
    by: str = "",
    note: str = "",
    evidence: Iterable[Mapping[str, str]] = (),
) -> Merge:
    """From now on the first one's person is read as the second one's. Raises NotMerged where they are one already."""
    _alone(session)
    here, there = id_of(session, customer_id), id_of(session, into_id)
    if here == there:
        raise NotMerged("They are the same person already.")
    link = Merge(
        customer_id=customer_id,
        into_id=into_id,
        at=now(),
        by=by,
        why=why,
        note=note,
        evidence=[dict(each) for each in evidence],
    )
    session.add(link)
    session.flush()
    _read_under(session, there, members(session, here))
    _tell(session, here, there)
    return link


def unmerge(session: Session, merge_id: int, *, by: str, why: str = "") -> Merge:
    """Take a link back: whom it connected are two again, each with all that came to them meanwhile."""
    _alone(session)
    link = session.get(Merge, merge_id, populate_existing=True)
    if link is None or link.undone_at is not None:
        raise NotMerged("This was undone already.")
    link.undone_at, link.undone_by, link.undone_why = now(), by, why
    session.flush()
    together = members(session, link.customer_id)
    for kept, theirs in _persons(together, links(session, together)).items():
        _read_under(session, kept, theirs)
        _tell(session, kept)
    return link


def links(session: Session, customer_ids: Sequence[int]) -> Sequence[Merge]:
    """What holds this person together, oldest first."""
    standing = select(Merge).where(Merge.customer_id.in_(customer_ids), Merge.undone_at.is_(None))
    return session.scalars(standing.order_by(Merge.id)).all()


def _persons(customer_ids: Sequence[int], standing: Iterable[Merge]) -> dict[int, list[int]]:
    """Whom these links make one, under whom: each link, in its turn, reads the first one's person as the second's."""
    persons = {each: [each] for each in customer_ids}
    kept = {each: each for each in customer_ids}
    for link in standing:
        here, there = kept[link.customer_id], kept[link.into_id]
        joining = persons.pop(here)
        persons[there] += joining
        kept |= dict.fromkeys(joining, there)
    return persons


def _read_under(session: Session, kept: int, customer_ids: Iterable[int]) -> None:
    session.execute(update(Customer).where(Customer.id.in_(set(customer_ids) - {kept})).values(person_id=kept))
    session.execute(update(Customer).where(Customer.id == kept).values(person_id=None))


def _tell(session: Session, *customer_ids: int) -> None:
    for each in customer_ids:
        signal(session, f"customer:{each}", "customer", customer=each)


def _alone(session: Session) -> None:
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
