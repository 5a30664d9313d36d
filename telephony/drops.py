"""An agent answers, and drops the call at once: the caller is not lost.

A wrong key, a broken phone, or no wish to talk: the caller hears that we are sorry, and is first in line again. The
offer's record says what became of it, and the agent is asked no more until they say that they are ready. By a button
it is so at once; a phone that is gone may be a panel that comes back by itself, and has some seconds for it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.models import Offer
from db import now
from telephony import legs, partings
from telephony.models import Call, Leg

if TYPE_CHECKING:
    from telephony.calls import Calls

AT_ONCE = timedelta(seconds=2)
"""Who is gone again so soon after answering has told nobody who they are, and heard nothing."""
COMES_BACK = timedelta(seconds=6)
"""So long a caller whom nobody has greeted hears music for a phone that was gone at once."""


def hung_up(calls: Calls, call_id: int, agent_id: int) -> bool:
    """This agent hangs up. False where they had not only just answered: then the call ends."""
    with calls.db.reading() as session:
        call = session.get_one(Call, call_id)
        if call.state != "talking" or call.agent_id != agent_id or _just_answered(session, call, calls.at_once) is None:
            return False
    with calls.db.transaction(first=True) as session:
        call = session.get_one(Call, call_id, with_for_update=True, populate_existing=True)
        leg = _just_answered(session, call, calls.at_once)
        if call.state != "talking" or leg is None:
            return False
        leg.left_at = now()
        moved = [*dropped(session, call, calls.at_once), leg]
    partings.say_sorry(calls, call, moved)
    return True


def patience(calls: Calls, leg: Leg) -> timedelta:
    """How long this agent, whose phone is gone, is waited for."""
    return min(COMES_BACK, calls.comes_back) if _short(leg, calls.at_once) else calls.comes_back


def dropped(session: Session, call: Call, at_once: timedelta = AT_ONCE) -> list[Leg]:
    """A caller whose agent was gone at once waits again. Returns who moves (see `partings.say_sorry`); nobody where the
    agent had talked with them."""
    leg = _just_answered(session, call, at_once)
    if leg is None or leg.offer_id is None or leg.joined_at is None or leg.left_at is None:
        return []
    offer, talked = session.get_one(Offer, leg.offer_id), leg.left_at - leg.joined_at
    offer.state = "dropped"
    offer.reasons = {**offer.reasons, "ended": "dropped", "talked_s": round(talked.total_seconds(), 1)}
    if call.direction == "in" and call.answered_at and call.answered_at >= leg.joined_at - AT_ONCE:
        call.answered_at = None
    legs.offer_ended(session, call, leg, "dropped")
    return partings.first_in_line(session, call, "dropped")


def _just_answered(session: Session, call: Call, at_once: timedelta) -> Leg | None:
    """The leg of an agent who took this caller out of the line, and has had them for no longer."""
    query = select(Leg).where(Leg.call_id == call.id, Leg.party == "agent", Leg.joined_at.is_not(None))
    leg = session.scalar(query.order_by(Leg.id.desc()).limit(1))
    return leg if leg and leg.offer_id is not None and _short(leg, at_once) else None


def _short(leg: Leg, at_once: timedelta) -> bool:
    return leg.joined_at is not None and (leg.left_at or now()) - leg.joined_at < at_once
