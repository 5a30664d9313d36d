"""Chats and threads of emails."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from web.schemas.base import AgentName, ConversationState, Id, In, Out, PathStep
from web.schemas.customers import CustomerBrief, JourneyBrief

Delivery = Literal[
    "", "queued", "busy", "sent", "arrived", "failed", "spoken", "hearing", "heard", "dumb", "to_check", "checking"
]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Option(Out):
    key: str
    label: str


class Attachment(Out):
    """`held` says why nobody can have it: it is waiting for the scanner, or unclean."""

    name: str
    type: str
    size: int
    sha256: str
    held: Literal["", "waiting", "unclean"] = ""


class MessageOut(Out):
    """`delivery` is empty for the website's chat and for what comes in; an outgoing email or text is queued, busy, sent
    or failed, and a text arrived where somebody says so.

    Of emails: `sender` is the address that it says it is from, `trust` what the mail server before us found
    ({spf, dkim, dmarc}: pass, fail, …), `spam` what its filter did, and `raw` that a layout may be looked at.
    A voice message is spoken or hearing until its `text` is written down, then heard; dumb where nothing was heard.
    A mail whose files a scanner looks at is to_check or checking until then.
    """

    id: int
    author: Literal["customer", "bot", "agent"]
    agent: AgentName | None
    at: datetime
    text: str
    options: list[Option]
    attachments: list[Attachment]
    subject: str
    delivery: Delivery
    fault: str
    sender: str
    trust: dict[str, str]
    spam: bool
    raw: bool


class ConversationOut(Out):
    """`via` names the messenger or the mailbox of ours that it goes by (`SMS`, `Telegram`); empty for our website.

    `customer_seen` is the newest message that the customer had on the screen, in a chat; `rating` is 1 to 5.
    """

    id: int
    channel: Literal["chat", "email"]
    state: ConversationState
    via: str
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
    customer_seen: int
    rating: int | None


class ConversationPage(Out):
    conversation: ConversationOut
    messages: list[MessageOut]


class FileIn(In):
    """A file that was uploaded before, and what it shall be called."""

    name: Annotated[str, Field(max_length=200)]
    sha256: Sha256


class MessageIn(In):
    """`text` may be empty where there are files."""

    text: Annotated[str, Field(max_length=20_000)] = ""
    files: Annotated[list[FileIn], Field(max_length=10, default_factory=list)]

    @model_validator(mode="after")
    def something(self) -> MessageIn:
        if not self.text and not self.files:
            raise ValueError("there is nothing to send")
        return self


class MessagePath(In):
    conversation_id: Id
    message: Id


class LayoutSearch(In):
    """`images`: fetch pictures from elsewhere, which tells the sender that the mail was read."""

    images: bool = False


class FileName(In):
    """What an uploaded file is called. The body is the file itself."""

    name: Annotated[str, Field(max_length=200)] = ""


class Seen(In):
    """Up to this message it was on the screen."""

    message: Id
