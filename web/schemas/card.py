"""What is known of a customer beside their timeline, and the journeys as they are opened and closed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from web.schemas.base import Id, In, Out
from web.schemas.customers import JourneyLine

FieldKind = Literal["text", "number", "date", "yes_no", "choice"]
Purpose = Literal["recording", "marketing", "research"]
Option = Annotated[str, Field(min_length=1, max_length=80)]
Tag = Annotated[str, Field(min_length=1, max_length=40)]
Topic = Annotated[str, Field(min_length=1, max_length=80)]


class FieldIn(In):
    """A field of the card that the company has thought of itself; `options` only for a choice."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    label: Annotated[str, Field(min_length=1, max_length=80)]
    kind: FieldKind
    options: Annotated[list[Option], Field(max_length=50, default_factory=list)]


class FieldsIn(In):
    fields: Annotated[list[FieldIn], Field(max_length=40)]


class FieldOut(Out):
    key: str
    label: str
    kind: FieldKind
    options: list[str]


class Fields(Out):
    fields: list[FieldOut]


class RatingOut(Out):
    """`scale` is csat (1 to 5) or nps (0 to 10)."""

    scale: str
    score: int
    at: datetime


class ConsentOut(Out):
    """`given` is None where nobody has asked yet."""

    purpose: Purpose
    given: bool | None
    at: datetime | None
    by: str


class ConsentIn(In):
    purpose: Purpose
    given: bool


class ProfileOut(Out):
    """`contacts_week` of the last seven days, `about_it` of them about the thing `about`. `own` by a field's key."""

    postal: str
    tags: list[str]
    value: int | None
    birthday: date | None
    renewal_on: date | None
    fields: list[FieldOut]
    own: dict[str, str | float | bool]
    ratings: list[RatingOut]
    contacts_week: int
    about: str
    about_it: int
    open_journeys: int
    waiting: int
    """Calls, chats and emails of theirs that wait or are worked on now."""
    consents: list[ConsentOut]


class ProfileChange(In):
    """What is left out stays as it is; `own` may name some fields, and None takes a value out."""

    postal: Annotated[str, Field(max_length=400)] | None = None
    tags: Annotated[list[Tag], Field(max_length=30)] | None = None
    birthday: date | None = None
    renewal_on: date | None = None
    own: dict[str, str | bool | int | float | None] | None = None


class JourneyPath(In):
    journey_id: Id


class JourneyIn(In):
    topic: Topic


class JourneyEnd(In):
    """`outcome` is what came of it, in the agent's words or one of the dispositions."""

    outcome: Annotated[str, Field(min_length=1, max_length=40)]


class JourneyOut(Out):
    journey: JourneyLine


class JourneyCode(Out):
    """Six digits that work once, for so many minutes."""

    code: str
    minutes: int


class ReportSearch(In):
    days: Annotated[int, Field(ge=1, le=400)] = 30


class TopicOut(Out):
    topic: str
    label: str
    opened: int
    closed: int
    first_contact: int
    repeated: int
    contacts: int


class JourneyReport(Out):
    """Journeys opened in the last `days`: how many were closed after one contact, and how many took several."""

    days: int
    topics: list[TopicOut]


class Erased(Out):
    """What was erased, signed. `identities` are digests: a restored backup is cleaned again by them."""

    erased_at: datetime
    by: str
    customers: list[int]
    identities: list[str]
    rows: dict[str, int]
    files: int
    signature: str


class LookOut(Out):
    """Somebody opened something of this person: `what` is card, conversation:ID, transcript:ID, recording:ID, …"""

    who: str
    role: str
    what: str
    at: datetime


class Looks(Out):
    looks: list[LookOut]


Days = Annotated[int, Field(ge=0, le=36_500)]


class KeptDays(In):
    """Kind → days until it is erased; 0: never."""

    recordings: Days = 0
    calls: Days = 0
    transcripts: Days = 0
    chats: Days = 0
    emails: Days = 0
    texts: Days = 0
    notes: Days = 0
    visits: Days = 0
    orders: Days = 0
    comments: Days = 0
    surveys: Days = 0
    looks: Days = 0
    changes: Days = 0


class KeepingIn(In):
    resume_hours: Annotated[int, Field(ge=0, le=8760)]
    days: KeptDays


class KeepingOut(Out):
    """`recordings_at_most`: what the operator has set for recordings; the shorter of the two holds. 0: nothing."""

    resume_hours: int
    days: KeptDays
    recordings_at_most: int
