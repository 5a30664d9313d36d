"""A call from the ring to its recording, as the customer lives through it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from timeline.events.base import OfContact


@dataclass(frozen=True)
class CallArrived(OfContact):
    from_address: str
    to_address: str
    hotline: str


@dataclass(frozen=True)
class CallPlaced(OfContact):
    """We call them. `callback` is the id of the callback that it is for, 0 for none."""

    from_address: str
    to_address: str
    hotline: str
    agent: str
    callback: int


@dataclass(frozen=True)
class AgentLost(OfContact):
    """The agent's softphone vanished in mid-call; the caller hears music."""

    agent: str


@dataclass(frozen=True)
class AgentBack(OfContact):
    agent: str


@dataclass(frozen=True)
class VoicemailLeft(OfContact):
    duration_s: float


@dataclass(frozen=True)
class CallEnded(OfContact):
    outcome: str
    duration_s: float
    talk_s: float


@dataclass(frozen=True)
class RecordingKept(OfContact):
    duration_s: float


@dataclass(frozen=True)
class TranscriptWritten(OfContact):
    engine: str
    model: str
    words: int
