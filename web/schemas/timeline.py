"""A customer's stream."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from web.schemas.base import Count, Id, In, Line, Out, Prose
from web.schemas.calls import CallBrief
from web.schemas.customers import CustomerBrief


class Note(In):
    text: Prose


class TimelineSearch(In):
    before: Annotated[str, Field(max_length=60)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    channel: Annotated[str, Field(pattern=r"^[a-z]{0,16}$")] = ""
    """Only the lines of this one: phone, chat, email; desk has the notes."""


class SaidSearch(In):
    """Every word of `q` must be in what was said or written; the last may be longer. `before` is the last one's id."""

    q: Line
    customer: Id | None = None
    before: Count = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 30


class TimelineEntry(Out):
    """One line of the stream: `data` is what the fact `kind` says; `call` comes with the line that opens a call."""

    id: int
    kind: str
    channel: str
    contact_id: int | None
    journey_id: int | None
    at: datetime
    data: dict[str, Any]
    call: CallBrief | None


class TimelinePage(Out):
    entries: list[TimelineEntry]
    next: str | None


class Hit(Out):
    """An entry in which all words are. `excerpt` is the text around the first of them."""

    customer: CustomerBrief
    entry: TimelineEntry
    excerpt: str


class Hits(Out):
    hits: list[Hit]
    next: int | None
