"""What a supervisor sees, and the live stream."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from web.schemas.base import FlowKey, Id, In, Out, Presence


class FloorQueue(Out):
    key: str
    name: str
    waiting: int
    longest_wait_s: float | None
    ready: int
    talking: int
    expected_wait_s: int | None
    """For a call that comes now."""
    answered: int
    given_up: int
    left_soon: int
    """Calls of the last half hour; who left within seconds changed their mind, and did not give up."""
    wait_error_s: float | None
    """How far off the expected waits of these calls were, on average."""


class FloorAgent(Out):
    id: int
    name: str
    presence: Presence
    reason: str
    presence_at: datetime
    contacts: int
    call_id: int | None
    """The call in which they talk now, and that a supervisor can listen to."""


class Floor(Out):
    queues: list[FloorQueue]
    agents: list[FloorAgent]
    signal: int


class Recognizer(Out):
    """Which engine writes down this language. `progress` is 0..1 while a model is on its way; `live` says that callers
    can speak to a menu in it."""

    language: str
    engine: str
    model: str
    state: str
    progress: float | None
    live: bool


class Recognizers(Out):
    recognizers: list[Recognizer]


class LiveSearch(In):
    """`after` is the last signal known; the header Last-Event-ID, when there is one, wins."""

    after: Annotated[int, Field(ge=0)] | None = None
    customer: Id | None = None
    conversation: Id | None = None
    call: Id | None = None
    """Whose words are heard live."""
    floor: bool = False
    flow: FlowKey | None = None
