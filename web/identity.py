"""Who is who: the questions that evidence raises, merges and their undoing, and the addresses of a person."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import now, signal
from timeline import addresses, claims, people
from timeline.claims import Evidence
from timeline.models import Identity, Merge
from web import briefs, customers
from web.api import chapter
from web.errors import Refused, missing
from web.guard import STAFF, may, visit
from web.rooms import rooms
from web.schemas.base import CustomerPath
from web.schemas.customers import CustomerCard
from web.schemas.identity import (
    AddressIn,
    EvidenceOut,
    IdentityCard,
    MergeOut,
    MergePath,
    MergeWish,
    OtherCustomer,
    QuestionOut,
    Sharing,
    Undoing,
)

api = chapter("identity", "Who is the same person as whom, and why.")


@api.get("/customers/<int:customer_id>/identity", responses={"200": IdentityCard})
@may(*STAFF)
def look(path: CustomerPath) -> IdentityCard:
    """Whom this person may be as well, and what they were put together of."""
    with rooms().db.reading() as session:
        return _card(session, path.customer_id)


@api.post("/customers/<int:customer_id>/merges", responses={"200": CustomerCard})
@may(*STAFF)
def merge(path: CustomerPath, body: MergeWish) -> CustomerCard:
    """Read another customer as this one from now on; what speaks for it is kept with the link."""
    with rooms().db.transaction() as session:
        for each in (path.customer_id, body.other):
            _known(session, each)
        other = people.id_of(session, body.other)
        asked = (each for each in claims.open_questions(session, path.customer_id) if each.person.id == other)
        evidence = [vars(each) for question in asked for each in question.evidence]
        try:
            people.merge(
                session,
                body.other,
                path.customer_id,
                why="agent",
                by=visit().user.name,
                note=body.note,
                evidence=evidence,
            )
        except people.NotMerged as fault:
            raise Refused(409, "same_person", str(fault)) from fault
        return customers.card(session, path.customer_id)


@api.post("/customers/<int:customer_id>/merges/<int:merge_id>/undo", responses={"200": CustomerCard})
@may(*STAFF)
def unmerge(path: MergePath, body: Undoing) -> CustomerCard:
    """Take a merge back. What came to either of them meanwhile stays with whom it came to."""
    with rooms().db.transaction() as session:
        link = session.get(Merge, path.merge_id)
        _known(session, path.customer_id)
        if link is None or not {link.customer_id, link.into_id} & {*people.members(session, path.customer_id)}:
            raise missing("merge")
        try:
            people.unmerge(session, path.merge_id, by=visit().user.name, why=body.why)
        except people.NotMerged as fault:
            raise Refused(409, "too_late", str(fault)) from fault
        return customers.card(session, path.customer_id)


@api.post("/customers/<int:customer_id>/apart", responses={"200": IdentityCard})
@may(*STAFF)
def keep_apart(path: CustomerPath, body: OtherCustomer) -> IdentityCard:
    """They are two people: the question is answered, and nobody asks again."""
    with rooms().db.transaction() as session:
        for each in (path.customer_id, body.other):
            _known(session, each)
        claims.keep_apart(session, path.customer_id, body.other, by=visit().user.name)
        signal(session, f"customer:{path.customer_id}", "customer", customer=path.customer_id)
        session.flush()
        return _card(session, path.customer_id)


@api.post("/customers/<int:customer_id>/addresses", responses={"200": CustomerCard})
@may(*STAFF)
def add_address(path: CustomerPath, body: AddressIn) -> CustomerCard:
    """Add a number, an email, a messenger's or a system's name. Refused where it is somebody else's already."""
    value = addresses.canonical(body.kind, body.value, rooms().config.region)
    if value is None:
        raise Refused(400, "no_address", _UNREADABLE[body.kind])
    with rooms().db.transaction() as session:
        _known(session, path.customer_id)
        known = session.scalar(select(Identity).where(Identity.kind == body.kind, Identity.value == value))
        if known and known.customer_id not in people.members(session, path.customer_id):
            raise Refused(409, "address_taken", "Another customer has this address. Merge the two if they are one.")
        if known is None:
            session.add(Identity(customer_id=path.customer_id, kind=body.kind, value=value, created_at=now()))
            _changed(session, path.customer_id)
        return customers.card(session, path.customer_id)


@api.put("/customers/<int:customer_id>/addresses/shared", responses={"200": CustomerCard})
@may(*STAFF)
def share(path: CustomerPath, body: Sharing) -> CustomerCard:
    """Say that several people use an address: from now on whoever comes from it is asked who they are."""
    with rooms().db.transaction() as session:
        known = session.scalar(
            select(Identity).where(
                Identity.kind == body.kind,
                Identity.value == body.value,
                Identity.customer_id.in_(people.members(session, path.customer_id)),
            )
        )
        if known is None:
            raise missing("address")
        known.shared = body.shared
        _changed(session, path.customer_id)
        return customers.card(session, path.customer_id)


_UNREADABLE = {
    "phone": "This is no phone number. Write it with its country code: +1 555 123 0001.",
    "email": "This is no email address. Write it as name@example.com.",
    "messenger": "Write it with the messenger before it: telegram:nora.",
    "external": "Write it with the system before it: crm:4711.",
}


def _changed(session: Session, customer_id: int) -> None:
    person = people.id_of(session, customer_id)
    signal(session, f"customer:{person}", "customer", customer=person)
    session.flush()
    session.expire_all()


def _known(session: Session, customer_id: int) -> None:
    if not people.members(session, customer_id):
        raise missing("customer")


def _card(session: Session, customer_id: int) -> IdentityCard:
    members = people.members(session, customer_id)
    if not members:
        raise missing("customer")
    links = people.links(session, members)
    own = {each.id: each for each in people.one(session, customer_id).members}
    return IdentityCard(
        questions=[
            QuestionOut(
                customer=briefs.customer(each.person), evidence=[_evidence(evidence) for evidence in each.evidence]
            )
            for each in claims.open_questions(session, customer_id)
        ],
        merges=[
            MergeOut(
                **{name: getattr(link, name) for name in ("id", "at", "by", "why", "note")},
                customer=briefs.customer(own[link.customer_id]),
                evidence=[_evidence(Evidence(**each)) for each in link.evidence],
            )
            for link in links
        ],
    )


def _evidence(evidence: Evidence) -> EvidenceOut:
    return EvidenceOut(**vars(evidence), shown=addresses.shown(evidence.of, evidence.value))
