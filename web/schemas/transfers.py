"""Passing a caller on, asking others into a call, parking, and listening in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from web.schemas.base import CallPath, Id, In, Out, Presence

Note = Annotated[str, Field(max_length=1000)]
GuestState = Literal["ringing", "talking", "held", "missed", "declined", "failed", "withdrawn"]
How = Literal["listen", "whisper", "barge"]


class TargetAgent(Out):
    """`ringable`: they are ready, their panel lives, and they have no call."""

    id: int
    name: str
    presence: Presence
    reason: str
    ringable: bool


class TargetQueue(Out):
    """`expected_wait_s` is for a caller who comes now; None where too little is known."""

    key: str
    name: str
    waiting: int
    ready: int
    expected_wait_s: int | None


class TargetFlow(Out):
    key: str
    name: str


class Targets(Out):
    """To whom a call can go. `numbers`: outside numbers, too."""

    agents: list[TargetAgent]
    queues: list[TargetQueue]
    flows: list[TargetFlow]
    numbers: bool


class Transfer(In):
    """`to` is an agent's id, a queue's or flow's key, or a number in any usual spelling."""

    kind: Literal["agent", "queue", "flow", "number"]
    to: Annotated[str, Field(min_length=1, max_length=40)]
    note: Note = ""


class Consult(In):
    kind: Literal["agent", "number"]
    to: Annotated[str, Field(min_length=1, max_length=40)]
    note: Note = ""


class Park(In):
    note: Note = ""


class Listen(In):
    how: How


class GuestPath(CallPath):
    leg_id: Id


class GuestOut(Out):
    """Somebody whom the agent asked in. `missed` and what follows say why they did not come."""

    leg_id: int
    agent_id: int | None
    name: str
    state: GuestState
    since: datetime


class Handed(Out):
    """Who passed the contact on last, or asked its reader in, and with which words."""

    by: str
    note: str
    at: datetime


class ParkedOut(Out):
    """A caller who hears music until somebody picks them up; at `until` they come back to `by`."""

    call_id: int
    customer_id: int
    shown_name: str
    queue: str
    by: str
    note: str
    since: datetime
    until: datetime


class ListeningOut(Out):
    """What a supervisor listens to now."""

    call_id: int
    agent: str
    how: How
    joined: bool
