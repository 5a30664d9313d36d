"""Chats and threads of emails."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from web.schemas.base import AgentName, ConversationState, In, Out, PathStep
from web.schemas.customers import CustomerBrief, JourneyBrief


class Option(Out):
    key: str
    label: str


class Attachment(Out):
    name: str
    type: str
    size: int
    sha256: str


class MessageOut(Out):
    """`delivery` is empty for chats and incoming mail; an outgoing email is queued, busy, sent, or failed."""

    id: int
    author: Literal["customer", "bot", "agent"]
    agent: AgentName | None
    at: datetime
    text: str
    options: list[Option]
    attachments: list[Attachment]
    subject: str
    delivery: Literal["", "queued", "busy", "sent", "failed"]
    fault: str


class ConversationOut(Out):
    id: int
    channel: Literal["chat", "email"]
    state: ConversationState
    subject: str
    language: str
    customer: CustomerBrief
    journey: JourneyBrief | None
    agent: AgentName | None
    path: list[PathStep]
    opened_at: datetime
    closed_at: datetime | None
    disposition: str
    note: str


class ConversationPage(Out):
    conversation: ConversationOut
    messages: list[MessageOut]


class MessageIn(In):
    text: Annotated[str, Field(min_length=1, max_length=20_000)]
