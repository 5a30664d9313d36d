"""Waiting, and who takes the contact. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from timeline.events.base import OfContact


@dataclass(frozen=True)
class Queued(OfContact):
    queue: str
    preferred_agent: str


@dataclass(frozen=True)
class Offered(OfContact):
    agent: str
    agent_id: int
    offer_id: int


@dataclass(frozen=True)
class OfferEnded(OfContact):
    """Nobody took it. `why`: declined, missed, failed, withdrawn."""

    agent: str
    agent_id: int
    why: str


@dataclass(frozen=True)
class Answered(OfContact):
    agent: str
    agent_id: int
    wait_s: float


@dataclass(frozen=True)
class BackInLine(OfContact):
    """The contact waits again, first in line."""

    queue: str
    why: str
