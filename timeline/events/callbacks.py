"""Customers are called back. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from timeline.events.base import OfContact


@dataclass(frozen=True)
class CallbackRequested(OfContact):
    """They are to be called at `number`, not before `due_at` (ISO 8601). `agent` asked for it; empty: they did."""

    number: str
    queue: str
    due_at: str
    source: str
    agent: str


@dataclass(frozen=True)
class CallbackAttempted(OfContact):
    """They were called and not reached. `next_at` is when they are called again (ISO 8601); empty: no more."""

    outcome: str
    attempt: int
    next_at: str


@dataclass(frozen=True)
class CallbackDone(OfContact):
    """`outcome`: reached, called_in, unreached, refused, cancelled."""

    outcome: str
    attempts: int
