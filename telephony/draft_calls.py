"""The story of a draft call: a supervisor hears a draft through the real switch, and nothing real is touched.

It is told like the story of a call, turn by turn, and keeps nothing but what was heard. No agent rings for it, no
number is dialled, no message is sent, and what was recorded is deleted: where a caller would be handed over, it is
said what would happen, and the call ends.
"""

from __future__ import annotations

import logging
from pathlib import Path

from db import Database
from hotline import draft_calls, lookups, phrases
from hotline.models import DraftCall
from ivr.heard import Heard, LookedUp, Recorded, Started
from ivr.turns import Callback, Dial, Enqueue, Hangup, LookUp, Turn

log = logging.getLogger(__name__)

OVER = Turn((), Hangup())
HANDED_OVER: dict[type, str] = {Enqueue: "draft_enqueue", Dial: "draft_dial", Callback: "draft_callback"}
"""What a draft does not do → the phrase that is said instead."""


class DraftCalls:
    """The part of `telephony.calls.Calls` that a dialogue needs, for calls with a draft's ticket."""

    def __init__(self, db: Database, secret: str, recordings: Path) -> None:
        self._db, self._secret, self._recordings = db, secret, recordings

    def arrived(
        self, backend: str, backend_id: str, *, channel_name: str, from_address: str, to_address: str, token: str = ""
    ) -> tuple[int, int, Turn]:
        """The supervisor's browser calls. A ticket that is no good hears nothing, and is hung up."""
        with self._db.transaction() as session:
            call = draft_calls.take(session, token, backend_id, self._secret)
            if call is None:
                log.warning("%s %s came with a ticket for a draft that is no good", backend, backend_id)
                return 0, 0, OVER
            return call.id, *self._performed(call, *draft_calls.turn(call))

    def heard(self, call_id: int, turn_number: int | None, heard: Heard) -> tuple[int, Turn]:
        """The next turn. A report about an old turn gets the present one again, and so does a number of None."""
        if isinstance(heard, Recorded) and heard.audio:
            (self._recordings / Path(heard.audio).name).unlink(missing_ok=True)
            heard = Recorded("", heard.duration_s)
        with self._db.transaction() as session:
            call = session.get(DraftCall, call_id)
            if call is None or call.ended_at or len(call.heard) >= draft_calls.LONGEST:
                return turn_number or 0, OVER
            number, turn = draft_calls.turn(call)
            if turn_number == number and not isinstance(heard, Started):
                number, turn = draft_calls.hear(session, call, heard)
            return self._performed(call, number, turn)

    def is_of(self, channel: str, call_id: int) -> bool:
        """Whether this is the channel that came with that draft's ticket."""
        with self._db.reading() as session:
            call = session.get(DraftCall, call_id)
            return call is not None and call.backend_id == channel

    def wished(self, call_id: int, turn_number: int) -> LookUp | None:
        """The look-up that this turn waits for, if it is the present one and waits for one."""
        with self._db.reading() as session:
            call = session.get_one(DraftCall, call_id)
            number, turn = draft_calls.turn(call)
            present = turn_number == number and not call.ended_at
            return turn.ending if present and isinstance(turn.ending, LookUp) else None

    def look_up(self, wish: LookUp) -> LookedUp:
        """Asked for real: whether the company's system answers is what one tries a draft for."""
        return lookups.perform(self._db, wish)

    def waiting(self, call_id: int) -> Turn:
        """Nobody waits in a draft."""
        return OVER

    def overflowed(self, call_id: int) -> None:
        """Nor is anybody brought out of a line."""

    def call_back(self, call_id: int) -> Turn:
        """Nobody waits in a draft."""
        return OVER

    def leg_ended(self, channel: str) -> None:
        """The dialogue is over, whoever ended it."""
        with self._db.transaction() as session:
            call = draft_calls.of_channel(session, channel)
            if call:
                draft_calls.end(session, call)

    def _performed(self, call: DraftCall, number: int, turn: Turn) -> tuple[int, Turn]:
        phrase = HANDED_OVER.get(type(turn.ending))
        if phrase is None:
            return number, turn
        spoken = turn.prompts[-1].language if turn.prompts else call.language or call.definition["languages"][0]
        return number, Turn((*turn.prompts, phrases.say(phrase, spoken)), Hangup())
