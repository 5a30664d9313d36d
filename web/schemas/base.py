"""What crosses the REST interface: the panel sends an In and gets an Out. Here are the words that all chapters share.

Times are ISO 8601 in UTC, durations are seconds and end in `_s`. A word from the glossary means here what it means
everywhere. The TypeScript client is generated from these classes, so a change here is a change of the contract.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, field_validator

Role = Literal["agent", "supervisor", "admin"]
Presence = Literal["ready", "busy", "wrap_up", "break", "offline"]
PresenceWish = Literal["ready", "break", "offline"]
Kind = Literal["call", "chat", "email"]
CallState = Literal["ivr", "queued", "talking", "held", "parted", "parked", "outside", "dialling", "ended"]
ConversationState = Literal["bot", "queued", "talking", "closed"]
TranscriptState = Literal["none", "waiting", "busy", "done", "failed"]

Id = Annotated[int, Field(ge=1, le=2**31 - 1)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Line = Annotated[str, Field(max_length=200)]
Prose = Annotated[str, Field(min_length=1, max_length=4000)]
FlowKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$", max_length=8)]


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("lies outside of the calendar") from None


When = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A moment that somebody names: the first hour of the year 1, told east of Greenwich, has no time in UTC."""


class Out(BaseModel):
    """What we answer. Every field is always there."""


class In(BaseModel):
    """What we are sent. A field that we do not know is refused: a typing mistake must not pass for a wish."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @classmethod
    def model_json_schema(cls, *args: Any, **more: Any) -> dict[str, Any]:
        """flask-openapi3 asks for it at each request with a query; making it took a tenth of a timeline's page."""
        if args or more:
            return super().model_json_schema(*args, **more)
        return _schema(cls)

    @field_validator("*")
    @classmethod
    def storable(cls, value: Any) -> Any:
        """No database keeps a NUL character in a text."""
        if isinstance(value, str) and "\0" in value:
            raise ValueError("a text must not contain the NUL character")
        return value


@cache
def _schema(model: type[In]) -> dict[str, Any]:
    return super(In, model).model_json_schema()


class Problem(Out):
    """Every error: a code for programs, and one sentence for people that says what to do."""

    error: str
    message: str


class PathStep(Out):
    """One step through the menu. `way` says how it went on: next, known (answered before), no_input, no_match, …"""

    node: str
    label: str
    heard: str
    way: str


class QueueName(Out):
    key: str
    name: str


class AgentName(Out):
    id: int
    name: str


class CallPath(In):
    call_id: Id


class OfferPath(In):
    offer_id: Id


class ContactPath(In):
    kind: Kind
    contact_id: Id


class ConversationPath(In):
    conversation_id: Id


class AttachmentPath(ConversationPath):
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class CustomerPath(In):
    customer_id: Id


class AgentPath(In):
    agent_id: Id
