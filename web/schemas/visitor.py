"""What strangers send and get: the website's chat widget, and a call from a browser.

Nothing in here tells of anybody else: a visitor's token is the only key, and no address carries an id.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from web.schemas.base import ConversationState, In, Language, Line, Out, Prose
from web.schemas.conversations import Attachment, Delivery, FileName, Option, Sha256
from web.schemas.desk import CredentialsOut

Page = Annotated[str, Field(max_length=2000)]
Once = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{0,40}$")]


class ChatMessage(Out):
    """One message. `agent` is the first name of the person who wrote it, else empty.

    `delivery` is empty but for voice messages: see MessageOut.
    """

    id: int
    author: Literal["customer", "bot", "agent"]
    agent: str
    at: datetime
    text: str
    options: list[Option]
    attachments: list[Attachment]
    delivery: Delivery


class ChatOut(Out):
    """The visitor's chat, oldest message first. `agent` is the first name of who works on it, empty before.

    `seen` is the newest message that the agent had on the screen; `rating` what the visitor thought of it; `earlier`
    says that there are messages of earlier visits.

    `signal` is where the live stream goes on from (`/visitor/live?after=`).
    """

    state: ConversationState
    language: str
    agent: str
    opened_at: datetime
    messages: list[ChatMessage]
    seen: int
    rating: int | None
    earlier: bool
    signal: int


class Earlier(Out):
    """A page of what was written on earlier visits, oldest first."""

    messages: list[ChatMessage]
    more: bool


class SiteOut(Out):
    """What this website's chat asks and offers."""

    before: list[Literal["name", "email", "phone"]]
    must: bool
    ask_phone: bool
    survey: bool
    files: bool
    voice: bool


class VisitorEnter(In):
    """`page` is the address that the widget stands on."""

    page: Page = ""


class VisitorSession(Out):
    """`token` goes as `Authorization: Bearer` into all that follows. `company` is who answers, `open` whether people
    are there now, `calls_back` whether they would call somebody."""

    token: str
    company: str
    open: bool
    calls_back: bool
    site: SiteOut
    conversation: ChatOut | None


class Details(In):
    """What a visitor says of themselves. An empty field is not told."""

    name: Line = ""
    email: Line = ""
    phone: Line = ""


class ChatStart(In):
    """`page` is the address that the widget stands on; `greeting` the number of what the website's chat had said;
    `details` what was asked before the chat."""

    page: Page = ""
    language: Language = "en"
    greeting: Annotated[int, Field(ge=0, le=100)] | None = None
    details: Details = Details()


class Rating(In):
    score: Annotated[int, Field(ge=1, le=5)]
    comment: Annotated[str, Field(max_length=2000)] = ""


class TranscriptTo(In):
    email: Line


class Away(In):
    """A message left while nobody is there; the answer goes to `email`."""

    name: Line = ""
    email: Line
    text: Prose
    language: Language = "en"


class Done(Out):
    """It was done."""

    done: Literal[True] = True


class FileSent(FileName):
    """`voice`: a voice message, which is written down. `once`: see ChatWrite."""

    voice: bool = False
    once: Once = ""


class FilePath(In):
    sha256: Sha256


class EarlierThan(In):
    before: Annotated[int, Field(ge=1, le=2**31 - 1)] = 2**31 - 1


class SiteSearch(In):
    page: Page = ""


class GreetingOut(Out):
    """`text` by language. `page` is a path; a `*` at its end stands for whatever follows."""

    page: str
    after_s: int
    text: dict[str, str]


class SiteWords(Out):
    """What the script on a website says of its own accord."""

    greetings: list[GreetingOut]


class ChatWrite(In):
    """What the visitor wrote; `key` where they pressed the button that reads so.

    `once` is a name that their browser makes up for it: sent again under the same one, it is not written again.
    """

    text: Prose
    key: Annotated[str, Field(pattern=r"^[0-9*#]{0,8}$")] = ""
    once: Once = ""


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
