"""Words between colleagues, and texts that they share."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from web.schemas.base import AgentName, Id, In, Out, Presence, Prose


class Colleague(Out):
    id: int
    name: str
    presence: Presence
    reason: str
    skills: list[str]


class AboutCustomer(Out):
    id: int
    name: str


class InternalMessageOut(Out):
    """`mention`: a note named the receiver. `sender` has no id where a login without a desk wrote."""

    id: int
    kind: Literal["message", "mention"]
    sender_id: int | None
    sender: str
    to: AgentName
    text: str
    about: AboutCustomer | None
    at: datetime
    read: bool


class Colleagues(Out):
    """The newest message comes last."""

    colleagues: list[Colleague]
    messages: list[InternalMessageOut]


class InternalMessageIn(In):
    to: Id
    text: Prose
    customer: Id | None = None


class ReadIn(In):
    """Everything up to this message was seen."""

    until: Id


class CannedAnswerOut(Out):
    id: int
    name: str
    text: str
    shared: bool


class CannedAnswers(Out):
    answers: list[CannedAnswerOut]


class CannedAnswerIn(In):
    name: Annotated[str, Field(pattern=r"^[^\s/]{1,40}$")]
    text: Prose
    shared: bool = False


class CannedAnswerPath(In):
    answer_id: Id
