"""What an agent says of a call when their part of it is over."""

from __future__ import annotations

from acd import presence
from acd.models import Agent
from db import Database
from telephony import legs, surveys
from telephony.models import Call
from timeline import journeys
from timeline.events import WrappedUp
from timeline.models import Journey


def wrapped_up(db: Database, call_id: int, agent_id: int, disposition: str, note: str) -> bool:
    """How it ended for them; they are free again. False where the call was not theirs, or still is."""
    with db.transaction() as session:
        call = session.get_one(Call, call_id)
        # Whoever passed the caller on has something to write down as well, while others go on with them.
        last = call.agent_id == agent_id
        if (last and not surveys.on_their_own(call)) or not legs.was_in_hand(session, call, agent_id):
            return False
        if last:
            call.disposition, call.note = disposition, note
        agent = session.get_one(Agent, agent_id)
        legs.remember(session, call, WrappedUp("phone", call.id, agent.name, disposition, note))
        if last and call.journey_id and disposition == "solved":
            journeys.close(session.get_one(Journey, call.journey_id), disposition)
        presence.end_wrap_up(session, agent_id)
        legs.tell(session, call)
    return True
