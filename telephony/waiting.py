"""The caller in line: what they hear, what else they may choose, and how they leave it for somewhere else.

The second part of a call's story, between `telephony.callers` and `telephony.calls`.
"""

from __future__ import annotations

from acd import offers, waits
from hotline import phrases
from ivr.turns import Enqueue, Hangup, Turn
from telephony import callbacks, endings, legs
from telephony.callers import Callers
from telephony.models import Call

CALL_BACK_KEY = "1"
"""Pressed while waiting, it keeps their place, and we call."""


class Waiting(Callers):
    """The steps of a caller for whom nobody is free yet."""

    def waiting(self, call_id: int) -> Turn:
        """What a waiting caller hears between two pieces of music; the ending Enqueue means: wait on."""
        with self.db.reading() as session:
            call = session.get_one(Call, call_id)
            if call.outcome is not None:
                return Turn((), Hangup())
            item = legs.item_of(session, call) if call.state == "queued" else None
            if item is None or item.state == "taken":
                return Turn((), Enqueue(call.queue_key or ""))
            position = waits.position(session, item.id)
            expected = waits.expected_wait_s(session, item.queue_key, position)
            said = phrases.announcement(call.language, position, expected)
            if callbacks.may_keep_place(self.outgoing, self.region, call):
                said += (phrases.say("callback_offer", call.language, key=CALL_BACK_KEY),)
        if expected is not None and item.expected_wait_s is None:
            with self.db.transaction() as session:
                waits.promised(session, item.id, expected)
        return Turn(said, Enqueue(item.queue_key))

    def call_back(self, call_id: int) -> Turn:
        """A waiting caller would rather be called back, and keeps their place. Where nobody would, they wait on."""
        with self.db.transaction(first=True) as session:
            call = session.get_one(Call, call_id)
            item = legs.item_of(session, call) if call.state == "queued" else None
            if call.outcome is not None:
                return Turn((), Hangup())
            if item is None or item.state == "taken" or not callbacks.ask_in_line(session, self, call, item):
                return Turn((), Enqueue(call.queue_key or ""))
            ringing = endings.withdraw(session, call, item)
            turn = Turn((phrases.say("callback_kept", call.language),), Hangup())
            call.state, call.closing, call.turn = "ivr", "callback", turn.to_json()
        if ringing:
            self.switches[call.backend].hang_up(ringing.backend_id)
        return turn

    def unreachable(self, call_id: int) -> tuple[int, Turn] | None:
        """Nobody can be rung now. A caller in line goes where the flow says, or else is asked for a message.

        None where they do not wait, or somebody has taken them already.
        """
        with self.db.transaction() as session:
            call = session.get_one(Call, call_id)
            item = legs.item_of(session, call)
            if call.outcome is not None or call.state != "queued" or item is None or item.state == "taken":
                return None
            if call.direction == "out":
                return None
            ringing = endings.withdraw(session, call, item)
            turn = self._elsewhere(session, call)
        if ringing:
            self.switches[call.backend].hang_up(ringing.backend_id)
        return call.turn_number, turn

    def overflows(self, call_id: int) -> bool:
        """Whether the queue's rules want this caller out of the line."""
        with self.db.reading() as session:
            call = session.get_one(Call, call_id)
            item = legs.item_of(session, call) if call.state == "queued" else None
            # Whom we called walks through no flow, and so has no other way.
            return item is not None and item.state == "waiting" and item.way_out != "" and call.direction == "in"

    def overflowed(self, call_id: int) -> tuple[int, Turn] | None:
        """Bring the caller out of the line, where the queue's rules want that; None where they wait on."""
        if not self.overflows(call_id):
            return None
        with self.db.transaction() as session:
            call = session.get_one(Call, call_id)
            item = legs.item_of(session, call)
            if call.outcome is not None or item is None or offers.held_item(session, item.id).state != "waiting":
                return None
            turn = self._overflow(session, call, item, frozenset())
            return call.turn_number, turn
