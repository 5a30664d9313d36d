"""What agents do in a talk: hold, pass on, ask others in, park, listen. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from timeline.events.base import OfContact


@dataclass(frozen=True)
class Held(OfContact):
    agent: str


@dataclass(frozen=True)
class Resumed(OfContact):
    agent: str


@dataclass(frozen=True)
class Transferred(OfContact):
    """An agent passed the contact on. `to_kind`: agent, queue, flow or number; `talk_s` is what this agent talked."""

    agent: str
    agent_id: int
    to_kind: str
    to: str
    note: str
    talk_s: float


@dataclass(frozen=True)
class GuestAsked(OfContact):
    """The agent asks somebody in, while the caller hears music."""

    agent: str
    guest: str
    note: str


@dataclass(frozen=True)
class GuestJoined(OfContact):
    agent: str
    guest: str


@dataclass(frozen=True)
class GuestLeft(OfContact):
    """`why`: left, removed, or why they did not come: missed, declined, failed, withdrawn."""

    guest: str
    why: str


@dataclass(frozen=True)
class AllTogether(OfContact):
    """The caller is in the talk with everybody whom the agent asked in."""

    agent: str


@dataclass(frozen=True)
class Parked(OfContact):
    agent: str
    note: str


@dataclass(frozen=True)
class PickedUp(OfContact):
    """`why` is empty, or `came_back`: nobody picked it up in time."""

    agent: str
    why: str


@dataclass(frozen=True)
class ListenedIn(OfContact):
    """A supervisor heard an agent's talk. `how`: listen, whisper, barge."""

    supervisor: str
    agent: str
    how: str
