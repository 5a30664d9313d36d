"""What is known of a person beside their timeline, and what their timeline comes to in a few figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import now
from timeline import people
from timeline.events import SHOWN, SurveyAnswered
from timeline.models import Consent, Customer, CustomerField, Entry, Journey
from timeline.people import Person

PURPOSES = ("recording", "marketing", "research")
WEEK = timedelta(days=7)
SCALES = ("csat", "nps")
RATINGS = 8
"""The latest ratings that make a trend."""


class NotOfThatKind(ValueError):
    """A value does not fit its field. The text says which, and how it is written."""


@dataclass(frozen=True)
class Rating:
    """`scale` is csat (1 to 5) or nps (0 to 10)."""

    scale: str
    score: int
    at: datetime


@dataclass(frozen=True)
class Week:
    """The contacts of the last seven days, and how many of them were about one and the same thing."""

    contacts: int
    about: Journey | None
    about_it: int


def first(person: Person, name: str) -> Any:
    """A field of the kept customer, or of the first who has it."""
    return next((found for each in person.members if (found := getattr(each, name)) not in (None, "")), None)


def tags(person: Person) -> list[str]:
    return list(dict.fromkeys(tag for each in person.members for tag in each.tags))


def own(person: Person) -> dict[str, Any]:
    """The company's own fields; what the kept customer says counts most."""
    found: dict[str, Any] = {}
    for each in reversed(person.members):
        found |= each.own
    return found


def fields(session: Session) -> Sequence[CustomerField]:
    return session.scalars(select(CustomerField).order_by(CustomerField.position, CustomerField.key)).all()


def fill(session: Session, customer: Customer, values: Mapping[str, Any]) -> None:
    """Set some of the company's own fields; None or an empty text takes one out. Raises NotOfThatKind."""
    known = {each.key: each for each in fields(session)}
    kept = dict(customer.own)
    for key, value in values.items():
        if key not in known:
            raise NotOfThatKind(f"There is no field {key!r}.")
        if value in (None, ""):
            kept.pop(key, None)
        else:
            kept[key] = typed(known[key], value)
    customer.own = kept


def typed(field: CustomerField, value: Any) -> Any:
    """The value as it is kept in this field of the company's. Raises NotOfThatKind."""
    match field.kind:
        case "number" if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        case "yes_no" if isinstance(value, bool):
            return value
        case "choice" if value in field.options:
            return value
        case "text" if isinstance(value, str):
            return value[:400]
        case "date" if isinstance(value, str):
            try:
                return date.fromisoformat(value).isoformat()
            except ValueError:
                pass
    raise NotOfThatKind(f"{field.label}: {_WRITTEN[field.kind]}")


_WRITTEN = {
    "number": "write a number.",
    "yes_no": "say yes or no.",
    "choice": "choose one of its options.",
    "text": "write a text.",
    "date": "write a day as 2026-03-21.",
}


def ratings(session: Session, customer_ids: Sequence[int]) -> list[Rating]:
    """The latest ratings that this person gave on each scale, oldest first."""
    rows = session.scalars(
        select(Entry)
        .where(
            Entry.customer_id.in_(customer_ids), Entry.shown.is_(SHOWN[SurveyAnswered]), Entry.kind == "SurveyAnswered"
        )
        .order_by(Entry.at.desc(), Entry.id.desc())
        .limit(RATINGS * 4)
    )
    given = [Rating(row.data["scale"], row.data["score"], row.at) for row in rows]
    latest = {scale: [each for each in given if each.scale == scale][:RATINGS] for scale in SCALES}
    return [each for each in given[::-1] if each in latest[each.scale]]


def week(session: Session, customer_ids: Sequence[int]) -> Week:
    """What the last seven days were about."""
    rows = session.execute(
        select(Entry.channel, Entry.contact_id, func.max(Entry.journey_id))
        .where(
            Entry.customer_id.in_(customer_ids),
            Entry.shown.is_(True),
            Entry.at > now() - WEEK,
            Entry.contact_id.is_not(None),
        )
        .group_by(Entry.channel, Entry.contact_id)
    ).all()
    of_journey = Counter(journey for _, _, journey in rows if journey is not None)
    most, times = of_journey.most_common(1)[0] if of_journey else (None, 0)
    about = session.get(Journey, most) if most is not None and times > 1 else None
    return Week(len(rows), about, times if about else 0)


def consents(session: Session, customer_ids: Sequence[int]) -> list[Consent]:
    """The latest word on each purpose that there is one on."""
    latest = select(func.max(Consent.id)).where(Consent.customer_id.in_(customer_ids)).group_by(Consent.purpose)
    return list(session.scalars(select(Consent).where(Consent.id.in_(latest)).order_by(Consent.purpose)))


def refused(session: Session, customer_id: int, purpose: str) -> bool:
    """Whether this person's latest word on a purpose is no. Who was never asked has refused nothing."""
    said = consents(session, people.members(session, customer_id))
    return any(each.purpose == purpose and not each.given for each in said)
