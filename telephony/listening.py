"""A supervisor hears an agent's talk: alone, whispering to the agent, or taking part. Who did is on the timeline."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd import handover
from acd.models import Agent
from db import now
from telephony import guests, legs, places
from telephony.models import Call, Leg
from telephony.port import Ring
from telephony.transfers import NotNow
from timeline.events import ListenedIn

if TYPE_CHECKING:
    from telephony.calls import Calls

WAYS = ("listen", "whisper", "barge")
FREE_HANDS = ("ready", "break", "wrap_up", "offline")
RING_S = 15


def listen(calls: Calls, call_id: int, supervisor_id: int, how: str) -> None:
    """Ring the supervisor's own softphone, which answers by itself; or, where they listen already, change how.

    Raises NotNow.
    """
    if how not in WAYS:
        raise ValueError(f"{how!r} is no way to listen: {', '.join(WAYS)}")
    with calls.db.transaction(first=True) as session:
        call = session.get(Call, call_id, with_for_update=True, populate_existing=True)
        agents = _agents_leg(session, call) if call else None
        if call is None or agents is None or agents.agent_id == supervisor_id:
            raise NotNow("no_talk", "This agent is in no call that could be listened to now.")
        mine = _listener(session, call, supervisor_id)
        ring = None
        if mine is None:
            if handover.why_not(session, supervisor_id, FREE_HANDS):
                raise NotNow("hands_full", "Finish your own call, and see that your phone is connected.")
            mine, ring = _new_leg(session, call, supervisor_id, agents, how)
        mine.how = how
        if how == "barge" and not mine.audio:
            # What everybody hears is in the recording; what only the agent was told is not.
            mine.audio, mine.taped_at = f"{call.id}-{mine.backend_id}.wav16", now() if ring is None else None
        # Whom everybody hears is a third one.
        moved = legs.into_room(session, call) if how == "barge" else []
        supervisor, agent = (session.get_one(Agent, each).name for each in (supervisor_id, agents.agent_id))
        legs.remember(session, call, ListenedIn("phone", call.id, supervisor, agent, how))
        guests.tell(session, call)
    if moved:
        places.move(calls, call, moved)
    if ring:
        calls.ring(call, replace(ring, audio=mine.audio))
    else:
        calls.switches[call.backend].listen(mine.backend_id, agents.backend_id, legs.room_of(call), how, mine.audio)


def stop(calls: Calls, supervisor_id: int) -> None:
    """Whatever the supervisor listens to, they do not any more."""
    with calls.db.transaction() as session:
        query = select(Leg, Call).join(Call, Call.id == Leg.call_id)
        open_legs = query.where(
            Leg.agent_id == supervisor_id, Leg.party == "listener", Leg.left_at.is_(None), Call.outcome.is_(None)
        )
        gone = [(call, guests.one_leaves(session, call, leg.id)) for leg, call in session.execute(open_legs).all()]
    for call, leg in gone:
        if leg:
            calls.switches[call.backend].hang_up(leg.backend_id)


def _agents_leg(session: Session, call: Call) -> Leg | None:
    """The softphone of the agent whose call it is."""
    if call.outcome is not None or call.agent_id is None:
        return None
    query = select(Leg).where(
        Leg.call_id == call.id, Leg.party == "agent", Leg.joined_at.is_not(None), Leg.left_at.is_(None)
    )
    return session.scalar(query.order_by(Leg.id.desc()).limit(1))


def _listener(session: Session, call: Call, supervisor_id: int) -> Leg | None:
    query = select(Leg).where(Leg.call_id == call.id, Leg.party == "listener", Leg.left_at.is_(None))
    return session.scalar(query.where(Leg.agent_id == supervisor_id).limit(1))


def _new_leg(session: Session, call: Call, supervisor_id: int, agents: Leg, how: str) -> tuple[Leg, Ring]:
    channel = f"tl-{secrets.token_hex(8)}"
    leg = Leg(
        call_id=call.id,
        party="listener",
        agent_id=supervisor_id,
        invited_by=agents.agent_id,
        how=how,
        backend_id=channel,
        rang_at=now(),
    )
    session.add(leg)
    handover.occupy(session, supervisor_id)
    ring = Ring(
        channel=channel,
        agent_id=supervisor_id,
        call_id=call.id,
        room=legs.room_of(call),
        audio="",
        caller_name="",
        caller_number=call.customer_address,
        timeout_s=RING_S,
        auto_answer=True,
        beside=agents.backend_id,
        how=how,
    )
    return leg, ring
