"""Who it is, and what they want done."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from web.schemas.base import In, Language, Line, Out


class IdentityOut(Out):
    """`shared`: several people use it."""

    kind: str
    value: str
    shown: str
    shared: bool


class CustomerName(Out):
    """`name` is empty where nobody knows it."""

    id: int
    name: str


class CustomerBrief(Out):
    """A person, as one. `shown_name` is never empty: the name, else the company, the first address, or a number."""

    id: int
    name: str
    shown_name: str
    company: str
    language: str
    identities: list[IdentityOut]


class CustomerLine(CustomerBrief):
    """`value`: what they are worth to the company, 0 to 100; null where nobody said."""

    value: int | None
    seen_at: datetime


class CustomerPage(Out):
    customers: list[CustomerLine]
    next: str | None


class Answer(Out):
    """`question` is what was asked, `label` what was answered, both as people read them."""

    name: str
    question: str
    label: str
    value: str
    channel: str
    at: datetime


class JourneyBrief(Out):
    id: int
    topic: str
    topic_label: str
    answers: list[Answer]
    last_channel: str
    opened_at: datetime


class JourneyLine(JourneyBrief):
    closed_at: datetime | None
    outcome: str


class Counts(Out):
    phone: int
    chat: int
    email: int


class CustomerCard(Out):
    """A customer's page, beside the stream. The open journeys come first, then the latest closed ones."""

    customer: CustomerLine
    journeys: list[JourneyLine]
    counts: Counts


class CustomerChange(In):
    """What is left out stays as it is; a `value` of null is nobody's guess any more."""

    name: Line | None = None
    company: Line | None = None
    language: Language | Literal[""] | None = None
    value: Annotated[int, Field(ge=0, le=100)] | None = None


class CustomerSearch(In):
    q: Line = ""
    before: Annotated[str, Field(max_length=60)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50
