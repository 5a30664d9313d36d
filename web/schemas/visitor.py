"""What strangers send and get: the website's chat widget, and a call from a browser.

Nothing in here tells of anybody else: a visitor's token is the only key, and no address carries an id.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from web.schemas.base import ConversationState, In, Language, Line, Out, Prose
from web.schemas.conversations import Option
from web.schemas.desk import CredentialsOut


class ChatMessage(Out):
    """One message. `agent` is the first name of the person who wrote it, else empty."""

    id: int
    author: Literal["customer", "bot", "agent"]
    agent: str
    at: datetime
    text: str
    options: list[Option]


class ChatOut(Out):
    """The visitor's chat, oldest message first. `agent` is the first name of who works on it, empty before.

    `signal` is where the live stream goes on from (`/visitor/live?after=`).
    """

    state: ConversationState
    language: str
    agent: str
    opened_at: datetime
    messages: list[ChatMessage]
    signal: int


class VisitorSession(Out):
    """`token` goes as `Authorization: Bearer` into all that follows. `company` is who answers."""

    token: str
    company: str
    conversation: ChatOut | None


class ChatStart(In):
    """`page` is the address that the widget stands on."""

    page: Annotated[str, Field(max_length=2000)] = ""
    language: Language = "en"


class ChatWrite(In):
    """What the visitor wrote; `key` where they pressed the button that reads so."""

    text: Prose
    key: Annotated[str, Field(pattern=r"^[0-9*#]{0,8}$")] = ""


class CodeOut(Out):
    """A one-time code for the phone. `number` is as people write it, empty where there is none; `sip` is a SIP URI."""

    code: str
    minutes: int
    number: str
    sip: str


class BrowserCall(CredentialsOut):
    """Credentials for one call, and the SIP URI to dial with them."""

    target: str


class VisitorLive(In):
    after: Annotated[int, Field(ge=0, le=2**62)] | None = None


class DemoCaller(Out):
    name: str
    number: str
    shown: str


class TestPhone(Out):
    """What the test phone dials, and as whom one may call: nobody in particular, save in the demo company."""

    company: str
    number: str
    callers: list[DemoCaller]


class PhoneCall(In):
    """`as_number`: call as if from this number (any usual spelling). Demo company only."""

    as_number: Line = ""
