"""One agent's day."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from web.schemas.base import AgentName, CallState, Kind, Out, Presence, QueueName, When
from web.schemas.base import In as Sent
from web.schemas.customers import CustomerName


class DaySearch(Sent):
    """Since when, in the agent's own midnight; a week back at most."""

    since: When


class Spell(Out):
    """One stretch of one presence. `by` is the supervisor who ordered it; empty where it was their own doing."""

    presence: Presence
    reason: str
    at: datetime
    seconds: float
    by: str


class Handled(Out):
    kind: Kind
    id: int
    customer: CustomerName
    queue: QueueName
    at: datetime
    seconds: float | None
    disposition: str
    state: CallState | Literal["bot", "closed"]


class Missed(Out):
    """`why`: `missed` by the person, `device` (the panel or the phone was not to be reached), `declined`, or `dropped`
    as soon as it was answered."""

    kind: Kind
    customer: CustomerName
    at: datetime
    why: Literal["missed", "device", "declined", "dropped"]
    reason: str


class Numbers(Out):
    """`handle_s` is a call's talk and wrap-up on average, None without calls."""

    calls: int
    chats: int
    emails: int
    talk_s: float
    handle_s: float | None
    missed: int
    device: int
    declined: int


class Goals(Out):
    """0 where there is no such goal."""

    contacts: int
    handle_s: int


class LineNow(Out):
    """A queue that this agent serves, as it is now."""

    queue: QueueName
    waiting: int
    longest_wait_s: float | None


class Due(Out):
    """Somebody who is to be called within a day: by this agent (`mine`), or by whoever is free in their queues."""

    customer: CustomerName
    number_shown: str
    queue: QueueName
    due_at: datetime
    state: Literal["waiting", "in_line"]
    mine: bool
    note: str


class Day(Out):
    """Newest first, in every list."""

    agent: AgentName
    since: datetime
    numbers: Numbers
    goals: Goals
    seconds: dict[str, float]
    """Presence → how long, today."""
    spells: list[Spell]
    handled: list[Handled]
    missed: list[Missed]
    lines: list[LineNow]
    callbacks: list[Due]
    """What is due first, first."""
