"""What is known about the world when a turn is decided. Fetched before `advance`, never inside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

WRITTEN = frozenset({"chat", "email", "sms"})
"""Channels on which a menu's options are buttons or lines of text, so that nobody reads the keys out."""


Value = str | int | bool
"""What one fact may be."""

LONGEST_FACT = 400


@dataclass(frozen=True)
class Answer:
    """One answer of a journey: the `value` that forks compare, and the `label` that people read."""

    value: str
    label: str

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Answer:
        """Read {value, label, …}; what else a store keeps beside them (channel, at) is left aside."""
        value = str(data.get("value", ""))
        return cls(value, str(data.get("label") or value))


@dataclass(frozen=True)
class JourneyFacts:
    """A customer's open journey: `topic` is its stable name, `topic_labels` how it reads, by language.

    `subject` is what they wrote above their letter, where nobody could tell a topic from it.
    """

    topic: str = ""
    topic_labels: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    last_channel: str = ""
    minutes_ago: int = 0
    id: int = 0
    subject: str = ""

    def label(self, language: str) -> str:
        return self.topic_labels.get(language) or self.topic


@dataclass(frozen=True)
class PersonFacts:
    """One of those who use a shared address. `name` is the first name, and nothing more."""

    id: int
    name: str


@dataclass(frozen=True)
class QueueFacts:
    """How busy one queue is."""

    agents_ready: int = 0
    waiting: int = 0
    expected_wait_s: int | None = None


@dataclass(frozen=True)
class Facts:
    """Everything that a flow may ask about the world."""

    open_now: bool = True
    closed_why: str = ""
    """Why nobody is there: `hours`, `holiday`, `special` (a day of the company's own) or `emergency`; empty if open."""
    day_name: str = ""
    """What today is called, where it is a holiday or a special day, whether we are open or not."""
    today: str = ""
    """The date where the hotline is, as 2026-11-22; empty where nobody looked."""
    weekday: str = ""
    """mon, tue, …, where the hotline is."""
    hour: int | None = None
    """0 to 23, where the hotline is."""
    language: str | None = None
    """The customer's own language where we know it; None lets the flow ask."""
    customer_known: bool = False
    customer_name: str = ""
    caller: str = ""
    """The address that they come from (E.164 on a phone), or empty where it is hidden."""
    email: str = ""
    """The customer's email address, where one is known."""
    may_be: tuple[PersonFacts, ...] = ()
    """Whom they may be, where several people use the address that they come from; whoever was here last comes first."""
    customer_value: int | None = None
    """What the customer is worth to the company, in its own measure; None where nobody said."""
    channel: str = "phone"
    via: str = ""
    """How a chat comes: `web`, `sms`, or a messenger's short name; empty where it is no chat."""
    can_send: tuple[str, ...] = ()
    """By which ways we can send a message now: `sms`, `email`."""
    can_call_back: bool = False
    """Whether somebody would call back. Where nobody would, nobody is offered it."""
    open_journey: JourneyFacts | None = None
    """The one that they most likely come back for."""
    other_journeys: tuple[JourneyFacts, ...] = ()
    """What else of theirs is open, the latest first."""
    resumed: bool = False
    """The journey was picked up by a code or the browser's button, so nobody needs to ask about it."""
    code: str | None = None
    """What became of the continue code just heard: ok, wrong, expired, used, too_many. None: no code was heard."""
    agents_ready: int = 0
    queue_length: int = 0
    expected_wait_s: int | None = None
    queues: Mapping[str, QueueFacts] = field(default_factory=dict)
    """Queue's key → how busy it is, for the queues that the flow's forks look at."""
    extra: Mapping[str, Value | None] = field(default_factory=dict)
    """Facts of the company's own, which a flow names in its `facts`."""

    @property
    def written(self) -> bool:
        return self.channel in WRITTEN


FORKABLE = {
    "open_now": "true or false",
    "closed_why": "hours, holiday, special, emergency; absent while we are open",
    "day_name": "what a holiday or special day is called",
    "today": "2026-11-22",
    "weekday": "mon, tue, wed, thu, fri, sat, sun",
    "hour": "a number, 0 to 23",
    "spoken_language": "the language of this conversation",
    "language": "the customer's language, where known",
    "customer_known": "true or false",
    "customer_name": "text",
    "caller": "the address that they come from",
    "email": "the customer's email address, where known",
    "customer_value": "a number, absent where unknown",
    "channel": "phone, chat, …",
    "via": "of chats web, sms, or a messenger's short name; absent on the phone",
    "has_open_journey": "true or false",
    "resumed": "true or false",
    "agents_ready": "a number",
    "queue_length": "a number",
    "expected_wait_s": "a number, absent where unknown",
}
"""Facts that a fork may look at, with what they hold. A flow's own are added by its `facts`."""


QUEUE_FACTS = ("agents_ready", "waiting", "expected_wait_s")
"""What a fork may ask of one queue: queues.orders.waiting."""


def look_up(facts: Facts, name: str) -> Value | None:
    """One fact by its name. The name is looked up in tables only, so a flow cannot reach anything else."""
    if name == "has_open_journey":
        return facts.open_journey is not None
    if name in FORKABLE:
        value: Value | None = getattr(facts, name)
        return value
    return facts.extra.get(name)
