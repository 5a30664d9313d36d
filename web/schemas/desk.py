"""What one agent has in front of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from web.schemas.base import (
    CallState,
    ConversationState,
    Count,
    In,
    Kind,
    Out,
    PathStep,
    Presence,
    PresenceWish,
    QueueName,
)
from web.schemas.customers import CustomerBrief, JourneyBrief
from web.schemas.transfers import GuestOut, GuestState, Handed, ListeningOut, ParkedOut


class DeskAgent(Out):
    """`next` is what the agent becomes when the present work and its wrap-up are over."""

    id: int
    name: str
    presence: Presence
    reason: str
    presence_at: datetime
    next: PresenceWish
    wrap_up_until: datetime | None
    auto_answer: bool


class Contact(Out):
    """One call, chat or email on the desk. `unread` counts the customer's messages since the agent's last one. `via`
    names the messenger or the mailbox of ours that it goes by.

    `wrap_up` says that it has ended for this agent and only waits for its disposition. `role` is `guest` in a call of
    `owner`, who asked this agent in; `guests` are all who were asked in, `me` says in what state the reader is.
    """

    kind: Kind
    id: int
    state: CallState | ConversationState
    item_id: int
    queue: QueueName
    queued_at: datetime
    answered_at: datetime | None
    waited_s: float
    language: str
    customer: CustomerBrief
    journey: JourneyBrief | None
    path: list[PathStep]
    subject: str
    via: str
    unread: int
    wrap_up: bool
    machine: bool
    """A machine answered our call."""
    role: Literal["agent", "guest"]
    owner: str
    me: GuestState | None
    guests: list[GuestOut]
    handed: Handed | None


class OfferOut(Out):
    id: int
    ring_until: datetime
    reasons: dict[str, Any]
    contact: Contact


class HotlineOut(Out):
    address: str
    shown_number: str


class Desk(Out):
    """All that one agent's panel shows. `signal` is where the live stream goes on from (`/live?after=`).

    `softphone` is the number of the panel that has the softphone: see `SoftphoneOut`. `can_dial`: this agent may call
    out, and there is a way.
    """

    agent: DeskAgent
    offers: list[OfferOut]
    contacts: list[Contact]
    hotline: HotlineOut | None
    can_dial: bool
    softphone: int
    parked: list[ParkedOut]
    listening: ListeningOut | None
    signal: int


class PresenceChange(In):
    presence: PresenceWish
    reason: Annotated[str, Field(max_length=40)] = ""


class Alive(In):
    """The panel lives: whether the microphone is allowed and the softphone is registered; the one at Twilio too, where
    calls come over it.

    `softphone` is the number under which it has the softphone, 0 without one; left out by what is no browser.
    """

    microphone: bool
    registered: bool
    twilio: bool = False
    softphone: Count | None = None


class SoftphoneWish(In):
    """`held` is the number under which the panel has had the softphone, 0 before the first time.

    `take` takes it out of another panel, also in the middle of a call.
    """

    held: Count = 0
    take: bool = False


class Goodbye(In):
    softphone: Count


class IceServer(Out):
    """For RTCPeerConnection. A STUN server has an empty user name and credential."""

    urls: str
    username: str
    credential: str


class CredentialsOut(Out):
    """With which a browser is a telephone. `sip`: `websocket` is a path of this site, to be joined to its origin;
    `twilio`: `password` is an access token for Twilio's voice SDK."""

    kind: Literal["sip", "twilio"]
    uri: str
    username: str
    password: str
    websocket: str
    expires_s: int
    ice_servers: list[IceServer]


class SoftphoneOut(CredentialsOut):
    """The panel has the softphone under the number `held`; one that gets a higher one has taken it over.

    `twilio`: calls come over Twilio as well, so the panel asks for a token of that phone too.
    """

    held: int
    twilio: bool


class TwilioToken(Out):
    """With which Twilio's voice SDK registers. The panel asks for a new one before this one ends."""

    token: str
    expires_s: int


class DeclineSearch(In):
    """Why, in one of the house's own words, where its rules ask for a reason."""

    reason: Annotated[str, Field(max_length=40)] = ""


class Settings(In):
    """What an agent decides for their own desk."""

    auto_answer: bool


class WrapUp(In):
    """`fields` are what the disposition asks for, by key."""

    disposition: Annotated[str, Field(min_length=1, max_length=40)]
    fields: Annotated[dict[str, Annotated[str, Field(max_length=400)]], Field(max_length=10, default_factory=dict)]
    note: Annotated[str, Field(max_length=4000)] = ""


class Quality(In):
    """How an agent's line was, as their browser measured it. `loss` is a share, 0..1; `mos` is 1..4.5."""

    mos: Annotated[float, Field(ge=1, le=5)]
    mos_worst: Annotated[float, Field(ge=1, le=5)]
    jitter_ms: Annotated[float, Field(ge=0, le=60_000)]
    loss: Annotated[float, Field(ge=0, le=1)]
    rtt_ms: Annotated[float, Field(ge=0, le=60_000)]
    seconds: Annotated[float, Field(ge=0, le=86_400)]
