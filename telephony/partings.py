"""An agent's panel says goodbye: it was closed, reloaded, or left for another page."""

from __future__ import annotations

from sqlalchemy import select

from telephony.calls import Calls
from telephony.models import Call, Leg


def panel_left(calls: Calls, agent_id: int) -> None:
    """Nobody is at the agent's softphone: end its legs now, where the switch would only notice the silence.

    Whoever talked with them hears music at once, and `Calls.leg_ended` waits for the agent; a call that still rang
    is in line again, for this agent too.
    """
    with calls.db.reading() as session:
        legs = session.execute(
            select(Leg.backend_id, Leg.joined_at, Call.backend)
            .join(Call, Call.id == Leg.call_id)
            .where(Leg.agent_id == agent_id, Leg.left_at.is_(None), Call.outcome.is_(None))
        ).all()
    for channel, joined_at, backend in legs:
        if joined_at is None:
            calls.ring_ended(channel, "recalled")
        calls.switches[backend].hang_up(channel)
