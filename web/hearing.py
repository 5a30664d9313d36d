"""Who may listen to which recording: agents as their supervisors say, everybody above them to all of them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.models import Agent
from telephony.models import Call, Leg
from web.models import User


def may_hear(session: Session, user: User, call: Call) -> bool:
    """Whether this user may listen to the recording of this call; what was said in it they may read all the same."""
    if user.role != "agent":
        return True
    agent = session.get(Agent, user.agent_id) if user.agent_id else None
    if agent is None or agent.hears == "none":
        return False
    # A message that somebody left is for whoever works on it: nobody of ours talked there.
    if agent.hears == "all" or call.outcome == "voicemail":
        return True
    talked = select(Leg.id).where(Leg.call_id == call.id, Leg.agent_id == agent.id, Leg.joined_at.is_not(None))
    return session.scalar(talked.where(Leg.party != "listener").limit(1)) is not None
