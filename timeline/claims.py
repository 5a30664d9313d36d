"""What people say of themselves, and whom they may therefore be: a question to the agent, with its evidence.

A number typed into a chat proves nothing, so it opens nobody's timeline. It is kept, and where it is somebody's
number the agent is asked. `open_questions` reads what is asked now; nothing of it is stored, so nothing grows old.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from db import now
from timeline import addresses, people, search
from timeline.models import Apart, Claim, Customer, Identity
from timeline.people import Person

ORDER = "order"
"""The kind of a claim that is no address: the number of something that somebody bought."""
AT_ONCE = 5
"""More than these nobody reads while a customer waits."""


@dataclass(frozen=True)
class Evidence:
    """Why two may be one. `kind`: `said` (gave the other's address), `order` (named an order of the other's),
    `both_said`, `shared` (came from an address that several use), `mailbox` (two spellings of one email), `name`."""

    kind: str
    of: str
    """`phone`, `email`, …, `order` or `name`: what `value` is."""
    value: str
    channel: str = ""


@dataclass(frozen=True)
class Question:
    """Is it this person? The strongest evidence comes first."""

    person: Person
    evidence: tuple[Evidence, ...]


def keep(
    session: Session, customer_id: int, said: Iterable[tuple[str, str]], channel: str, source: str = "said"
) -> None:
    """Keep what somebody said of themselves: (kind, value) each, as `addresses.canonical` spells it."""
    for kind, value in dict.fromkeys(said):
        claimed = select(Claim.id).where(Claim.customer_id == customer_id, Claim.kind == kind, Claim.value == value)
        own = select(Identity.id).where(
            Identity.customer_id == customer_id, Identity.kind == kind, Identity.value == value
        )
        if session.scalar(claimed.union_all(own)) is None:
            session.add(
                Claim(customer_id=customer_id, kind=kind, value=value, source=source, channel=channel, at=now())
            )


def hear(session: Session, customer_id: int, text: str, region: str, channel: str) -> None:
    """Keep the numbers and addresses that somebody's own words name."""
    keep(session, customer_id, addresses.within(text, region), channel)


def keep_apart(session: Session, customer_id: int, other_id: int, by: str) -> None:
    """They are two people: the question is answered for good."""
    one, other = sorted((people.id_of(session, customer_id), people.id_of(session, other_id)))
    if one != other and not session.scalar(select(Apart.id).where(Apart.one_id == one, Apart.other_id == other)):
        session.add(Apart(one_id=one, other_id=other, by=by, at=now()))


def open_questions(session: Session, customer_id: int) -> list[Question]:
    """Whom this person may be as well, the likeliest first."""
    mine = people.members(session, customer_id)
    found: dict[int, list[Evidence]] = {}
    for whose, evidence in _hints(session, mine):
        found.setdefault(whose, []).append(evidence)
    persons = people.of(session, set(found) - set(mine) - _apart(session, mine))
    asked: dict[int, tuple[Person, list[Evidence]]] = {}
    for whose, person in persons.items():
        if _is_known(person) or any(each.kind == "said" for each in found[whose]):
            asked.setdefault(person.id, (person, []))[1].extend(found[whose])
    questions = [
        Question(person, tuple(sorted(dict.fromkeys(evidence), key=_strength))) for person, evidence in asked.values()
    ]
    return sorted(questions, key=lambda each: (_strength(each.evidence[0]), -each.person.id))[:AT_ONCE]


_STRENGTH = ("mailbox", "said", "order", "both_said", "shared", "name")


def _strength(evidence: Evidence) -> int:
    return _STRENGTH.index(evidence.kind)


def _is_known(person: Person) -> bool:
    """Whether the question would say anything: of two unknown callers from one office nobody can tell."""
    return bool(person.name or person.company or any(each.kind != "visitor" for each in person.identities))


def _hints(session: Session, mine: Sequence[int]) -> Iterator[tuple[int, Evidence]]:
    """(customer, why it may be them), each by an index."""
    claim, other = aliased(Claim), aliased(Claim)
    identity, theirs = aliased(Identity), aliased(Identity)
    same = and_(identity.kind == claim.kind, identity.value == claim.value)
    given = select(identity.customer_id, claim).join(claim, same).where(claim.customer_id.in_(mine))
    for whose, said in session.execute(given):
        yield whose, Evidence(said.source, said.kind, said.value, said.channel)
    gave = select(claim).join(identity, same).where(identity.customer_id.in_(mine), claim.source == "said")
    for said in session.scalars(gave):
        yield said.customer_id, Evidence("said", said.kind, said.value, said.channel)
    for said in session.scalars(select(Claim).where(Claim.customer_id.in_(mine), Claim.kind == ORDER)):
        for whose in _who_ordered(session, said.value):
            yield whose, Evidence(ORDER, ORDER, said.value, said.channel)
    # The same figures of two people who both wrote them prove nothing: only the shop knows whose an order is.
    alike = and_(other.kind == claim.kind, other.value == claim.value, other.id != claim.id, claim.kind != ORDER)
    for said in session.scalars(select(other).join(claim, alike).where(claim.customer_id.in_(mine))):
        yield said.customer_id, Evidence("shared" if said.source == "shared" else "both_said", said.kind, said.value)
    one_mailbox = and_(theirs.kind == identity.kind, theirs.key == identity.key, theirs.id != identity.id)
    for each in session.scalars(
        select(theirs).join(identity, one_mailbox).where(identity.customer_id.in_(mine), identity.kind == "email")
    ):
        yield each.customer_id, Evidence("mailbox", each.kind, each.value)
    named = aliased(Customer)
    # Half of a town shares a first name; a whole name is worth a question.
    whole = and_(named.name == Customer.name, named.id != Customer.id, Customer.name.like("% %"))
    for each_id, name in session.execute(
        select(named.id, named.name).join(Customer, whole).where(Customer.id.in_(mine)).limit(AT_ONCE * 4)
    ):
        yield each_id, Evidence("name", "name", name)


def _who_ordered(session: Session, number: str) -> set[int]:
    """To whom the shop sold under this number, so far as it told us."""
    found = search.find(session, number, channel="web", limit=AT_ONCE * 4)
    return {each.customer_id for each in found if (each.kind, each.data.get("number")) == ("OrderPlaced", number)}


def alike(session: Session, name: str, emails: Iterable[str]) -> Customer | None:
    """The first who would be asked about, were there a customer of this name and these mail addresses."""
    keys = [addresses.key("email", each) for each in emails]
    mailbox = select(Customer).join(Identity).where(Identity.kind == "email", Identity.key.in_(keys))
    found = session.scalars(mailbox.order_by(Customer.id).limit(1)).first() if keys else None
    if found is None and " " in name:
        found = session.scalars(select(Customer).where(Customer.name == name).order_by(Customer.id).limit(1)).first()
    return found


def _apart(session: Session, mine: Sequence[int]) -> set[int]:
    """Everybody of whom an agent said that they are not this person."""
    pairs = session.execute(
        select(Apart.one_id, Apart.other_id).where(or_(Apart.one_id.in_(mine), Apart.other_id.in_(mine)))
    ).all()
    others = {each for pair in pairs for each in pair} - set(mine)
    return {each for other in others for each in people.members(session, other)}
