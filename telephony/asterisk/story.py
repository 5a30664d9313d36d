"""What Asterisk needs of the story of a call: the part of `telephony.calls.Calls` that is called from here."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from ivr.heard import Heard, LookedUp
from ivr.turns import LookUp, Turn

BACKEND = "asterisk"


class Talk(Protocol):
    """What a dialogue with a caller needs."""

    def arrived(
        self,
        backend: str,
        backend_id: str,
        *,
        channel_name: str,
        from_address: str,
        to_address: str,
        token: str = "",
    ) -> tuple[int, int, Turn]:
        """A call came in: its id, the turn's number, and the first Turn."""

    def heard(self, call_id: int, turn_number: int | None, heard: Heard) -> tuple[int, Turn]:
        """The next turn. Without a number, `Started()` repeats where the call stands."""

    def look_up(self, wish: LookUp) -> LookedUp:
        """Ask the company's own system. It takes as long as the wish allows, and never raises."""

    def waiting(self, call_id: int) -> Turn:
        """What a waiting caller hears now. Ends in Enqueue to wait on."""

    def overflowed(self, call_id: int) -> tuple[int, Turn] | None:
        """Bring a waiting caller out of the line, where the queue wants that; None: they wait on."""

    def call_back(self, call_id: int) -> Turn:
        """A waiting caller has pressed the key to be called back. Ends in Enqueue where nobody would."""

    def leg_ended(self, channel: str) -> None:
        """The channel is gone. May be told twice, and of channels that are no call's leg."""


class Story(Talk, Protocol):
    def agent_answered(self, channel: str) -> None:
        """The agent's leg is up and waits in its room. May be told twice."""

    def customer_answered(self, channel: str) -> None:
        """Whom we called has answered. May be told twice."""

    def ring_ended(self, channel: str, why: str) -> None:
        """Nobody took it: no_answer, busy, declined, refused (a number that there is not) or failed."""

    def resync(self, backend: str, live: set[str], since: datetime | None = None) -> None:
        """These channels live; whatever else the story believes to live is gone. The backend runs since then."""
