"""How often a visitor may do what, and how many may listen at once: strangers must not crowd out the agents' panels."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import request

from web.limits import limiter

LIMITS = {
    "session": ("60 per minute; 600 per hour", ""),
    "start": ("30 per minute; 300 per hour", "6 per minute; 40 per hour"),
    "look": ("600 per minute", "240 per minute"),
    "write": ("240 per minute", "40 per minute; 600 per hour"),
    "code": ("30 per minute; 200 per hour", "6 per minute; 40 per hour"),
    "call": ("20 per minute; 200 per hour", "6 per minute; 40 per hour"),
    "leave": ("60 per minute", "12 per minute"),
    "care": ("600 per minute", "90 per minute"),
    "tell": ("60 per minute; 300 per hour", "12 per minute; 60 per hour"),
    "letter": ("20 per hour", "3 per hour"),
    "file": ("60 per minute; 300 per hour", "10 per minute; 60 per hour"),
    "live": ("300 per minute", "60 per minute"),
}
"""What a visitor does → how often one address may, and how often one visitor may. An office shares one address."""

STREAMS_MOST, STREAMS_OF_ONE = 600, 30
"""Live streams at once, of everybody and of one address: each holds a thread that a panel may need."""

TOKEN_LONGEST = 100

View = TypeVar("View", bound=Callable[..., Any])


def token() -> str:
    """What was sent as `Authorization: Bearer`; empty where nothing was."""
    sent = request.authorization
    return (sent.token or "")[:TOKEN_LONGEST] if sent and sent.type == "bearer" else ""


def often(what: str) -> Callable[[View], View]:
    """Hold a view to its line in LIMITS."""
    address, visitor = LIMITS[what]

    def mark(view: View) -> View:
        limited = cast(View, limiter.limit(address)(view))
        return cast(View, limiter.limit(visitor, key_func=_whose)(limited)) if visitor else limited

    return mark


def _whose() -> str:
    """The visitor, for counting: a name of fixed length, whatever was sent."""
    return hashlib.sha256(token().encode()).hexdigest()


class Places:
    """The places for those who listen, in all and for one address."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, address: str) -> bool:
        """False where all are taken."""
        with self._lock:
            if self._taken[address] >= STREAMS_OF_ONE or self._taken.total() >= STREAMS_MOST:
                return False
            self._taken[address] += 1
            return True

    def give_back(self, address: str) -> None:
        with self._lock:
            self._taken[address] -= 1
            if not self._taken[address]:
                del self._taken[address]
