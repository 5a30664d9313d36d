"""An agent answers, and drops the call at once: the caller is not lost.

A wrong key, a broken phone, or no wish to talk: the caller hears that we are sorry, and is first in line again. The
offer's record says what became of it, and the agent is asked no more until they say that they are ready.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from acd.models import Offer
from db import now
from hotline import phrases
from ivr.turns import Enqueue, Turn
from telephony import legs, partings, places
from telephony.models import Call, Leg

if TYPE_CHECKING:
    from telephony.calls import Calls

AT_ONCE = timedelta(seconds=2)
"""Who is gone again so soon after answering has told nobody who they are, and heard nothing."""


def hung_up(calls: Calls, call_id: int, agent_id: int) -> bool:
    """This agent hangs up. False where they had not only just answered: then the call ends."""
    with calls.db.reading() as session:
        if _dropping(session, session.get_one(Call, call_id), agent_id, calls.at_once) is None:
            return False
    with calls.db.transaction(first=True) as session:
        call = session.get_one(Call, call_id, with_for_update=True, populate_existing=True)
        leg = _dropping(session, call, agent_id, calls.at_once)
        if leg is None:
            return False
        moved = dropped(session, call, leg)
    say_sorry(calls, call, moved)
    return True


def _dropping(session: Session, call: Call, agent_id: int, at_once: timedelta) -> Leg | None:
    if call.state != "talking" or call.agent_id != agent_id:
        return None
    leg = legs.last_agent_leg(session, call)
    return leg if too_soon(call, leg, at_once) else None


def too_soon(call: Call, leg: Leg, at_once: timedelta) -> bool:
    """Whether this agent's leg, were it to end now, had only just answered somebody who waited in line."""
    return (
        call.outcome is None
        and call.state == "talking"
        and leg.offer_id is not None
        and leg.joined_at is not None
        and now() - leg.joined_at < at_once
    )


def dropped(session: Session, call: Call, leg: Leg) -> list[Leg]:
    """The caller waits again, by the offer that was not kept. Returns who moves: see `say_sorry`."""
    assert leg.offer_id is not None and leg.joined_at is not None, "it was offered and answered"
    offer, talked_s = session.get_one(Offer, leg.offer_id), (now() - leg.joined_at).total_seconds()
    offer.state, offer.reasons = "dropped", {**offer.reasons, "ended": "dropped", "talked_s": round(talked_s, 1)}
    if call.direction == "in" and call.answered_at and call.answered_at >= leg.joined_at - AT_ONCE:
        call.answered_at = None
    legs.offer_ended(session, call, leg, "dropped")
    leaving = legs.agent_leaves(session, call)
    moved = partings.first_in_line(session, call, "dropped")
    call.turn = Turn((phrases.say("dropped", call.language),), Enqueue(call.queue_key or "")).to_json()
    return [*moved, *leaving]


def say_sorry(calls: Calls, call: Call, moved: Iterable[Leg]) -> None:
    """The caller hears the turn in which their call stands, and waits on; the others go. Whom we called has no turns,
    and just waits."""
    if call.direction == "in":
        calls.switches[call.backend].talk(call.backend_id)
        moved = [leg for leg in moved if leg.party != "caller"]
    places.move(calls, call, moved)
