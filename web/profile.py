"""The customer card: what is known beside the timeline, consents, and the fields that a company defines itself."""

from __future__ import annotations

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from acd.models import WorkItem
from db import now, signal
from timeline import card
from timeline.models import Consent, CustomerField, Journey
from timeline.people import Person
from web.api import chapter
from web.customers import person_of
from web.desk_view import HELD, WAITING
from web.errors import Refused
from web.guard import STAFF, may, visit
from web.rooms import rooms
from web.schemas.base import CustomerPath
from web.schemas.card import (
    ConsentIn,
    ConsentOut,
    FieldOut,
    Fields,
    FieldsIn,
    ProfileChange,
    ProfileOut,
    RatingOut,
)
from web.words import in_language

api = chapter("profile", "What is known of a customer beside the timeline.")


@api.get("/customers/<int:customer_id>/profile", responses={"200": ProfileOut})
@may(*STAFF)
def look(path: CustomerPath) -> ProfileOut:
    """The card: value, dates, tags, own fields, satisfaction, consents, and the last week in figures."""
    with rooms().db.reading() as session:
        return _profile(session, person_of(session, path.customer_id))


@api.patch("/customers/<int:customer_id>/profile", responses={"200": ProfileOut})
@may(*STAFF)
def change(path: CustomerPath, body: ProfileChange) -> ProfileOut:
    """Correct the card, field by field. A field that is sent as null is emptied."""
    with rooms().db.transaction() as session:
        person = person_of(session, path.customer_id)
        sent = body.model_dump(exclude_unset=True)
        own = sent.pop("own", None)
        for name, value in sent.items():
            setattr(person.kept, name, _EMPTY.get(name) if value is None else value)
        try:
            card.fill(session, person.kept, own or {})
        except card.NotOfThatKind as fault:
            raise Refused(400, "bad_value", str(fault)) from fault
        _tell(session, person)
        return _profile(session, person)


_EMPTY = {"postal": "", "tags": []}


@api.post("/customers/<int:customer_id>/consents", responses={"200": ProfileOut})
@may(*STAFF)
def consent(path: CustomerPath, body: ConsentIn) -> ProfileOut:
    """Write down what they say to a purpose. What they said before is kept."""
    with rooms().db.transaction() as session:
        person = person_of(session, path.customer_id)
        session.add(Consent(customer_id=person.id, **body.model_dump(), by=visit().user.name, at=now()))
        _tell(session, person)
        return _profile(session, person)


@api.get("/customer-fields", responses={"200": Fields})
@may(*STAFF)
def fields() -> Fields:
    """The fields that the company has added to every card."""
    with rooms().db.reading() as session:
        return Fields(fields=_fields(session))


@api.put("/customer-fields", responses={"200": Fields})
@may("admin")
def define(body: FieldsIn) -> Fields:
    """Say which fields there are, in their order. Values of a field that goes stay with their customers, unseen."""
    keys = [each.key for each in body.fields]
    if len(set(keys)) < len(keys):
        raise Refused(400, "same_field", "Two fields have the same name. Give each one of its own.")
    with rooms().db.transaction() as session:
        session.execute(delete(CustomerField))
        session.add_all(CustomerField(**each.model_dump(), position=at) for at, each in enumerate(body.fields))
        session.flush()
        return Fields(fields=_fields(session))


def _fields(session: Session) -> list[FieldOut]:
    return [FieldOut.model_validate(each, from_attributes=True) for each in card.fields(session)]


def _profile(session: Session, person: Person) -> ProfileOut:
    theirs = [each.id for each in person.members]
    fields = _fields(session)
    week = card.week(session, theirs)
    said = {each.purpose: each for each in card.consents(session, theirs)}
    own = card.own(person)
    open_journeys = select(func.count()).where(
        Journey.customer_id.in_(theirs), Journey.topic != "", Journey.closed_at.is_(None)
    )
    return ProfileOut.model_validate(
        {
            "postal": card.first(person, "postal") or "",
            "tags": card.tags(person),
            "value": person.value,
            "birthday": card.first(person, "birthday"),
            "renewal_on": card.first(person, "renewal_on"),
            "fields": fields,
            "own": {field.key: own[field.key] for field in fields if field.key in own},
            "ratings": [RatingOut(**vars(each)) for each in card.ratings(session, theirs)],
            "contacts_week": week.contacts,
            "about": _about(week.about),
            "about_it": week.about_it,
            "open_journeys": session.scalar(open_journeys) or 0,
            "waiting": waiting(session, theirs),
            "consents": [_consent(purpose, said.get(purpose)) for purpose in card.PURPOSES],
        }
    )


def waiting(session: Session, customer_ids: list[int]) -> int:
    """How many of their contacts wait or are worked on now."""
    now_open = select(func.count()).where(WorkItem.customer_id.in_(customer_ids), or_(WAITING, HELD))
    return session.scalar(now_open) or 0


def _about(journey: Journey | None) -> str:
    if journey is None:
        return ""
    return in_language(journey.topic_labels, visit().user.language, journey.topic.replace("_", " "))


def _consent(purpose: str, said: Consent | None) -> ConsentOut:
    return ConsentOut.model_validate(
        {
            "purpose": purpose,
            "given": said.given if said else None,
            "at": said.at if said else None,
            "by": said.by if said else "",
        }
    )


def _tell(session: Session, person: Person) -> None:
    signal(session, f"customer:{person.id}", "customer", customer=person.id)
    session.flush()
