"""A customer's stream."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from web.schemas.base import In, Out, Prose
from web.schemas.calls import CallBrief


class Note(In):
    text: Prose


class TimelineSearch(In):
    before: Annotated[str, Field(max_length=60)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


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
