"""A parked caller hears music until somebody picks them up; after a while they come back to who parked them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd import handover, line, presence
from acd.models import Agent, Offer, WorkItem
from acd.widening import FIRST
from db import now, signal
from telephony import guests, legs, places, transfers
from telephony.models import Call, Leg
from telephony.transfers import NotNow
from timeline.events import BackInLine, Parked, PickedUp

if TYPE_CHECKING:
    from telephony.calls import Calls

PARKED_FOR = timedelta(minutes=3)
"""Nobody is left in music for longer without being asked for, where the house says nothing else."""
FREE_HANDS = ("ready", "break", "wrap_up")
"""Presences in which an agent may pick a caller up: their own wish is enough."""


def park(calls: Calls, call_id: int, agent_id: int, note: str = "", lasts: timedelta = PARKED_FOR) -> None:
    """The caller hears music, and the agent is free, without a wrap-up. Raises NotNow."""
    with calls.db.transaction(first=True) as session:
        call = transfers.owned(session, call_id, agent_id)
        item = legs.item_of(session, call)
        assert item is not None, "a call in hand has an item"
        moved = [legs.caller_leg(session, call), *guests.all_leave(session, call, "removed")]
        moved += legs.agent_leaves(session, call)
        line.finish(session, item.id)
        presence.end_wrap_up(session, agent_id)
        call.state, call.agent_id, call.unsettled = "parked", None, True
        call.parked_by, call.parked_at, call.parked_until = agent_id, now(), now() + lasts
        agent = session.get_one(Agent, agent_id)
        legs.remember(session, call, Parked("phone", call.id, agent.name, note))
        _tell(session, call)
    places.move(calls, call, moved)


def pick_up(calls: Calls, call_id: int, agent_id: int) -> None:
    """Ring this agent's softphone, which answers by itself. Raises NotNow."""
    with calls.db.transaction(first=True) as session:
        call = session.get(Call, call_id, with_for_update=True, populate_existing=True)
        if call is None or call.outcome is not None or call.state != "parked":
            raise NotNow("not_parked", "Somebody else was quicker, or the caller has left.")
        if handover.why_not(session, agent_id, FREE_HANDS):
            raise NotNow("hands_full", "Finish your call, and see that your phone is connected. Then pick up.")
        name = session.get_one(Agent, agent_id).name
        legs.remember(session, call, PickedUp("phone", call.id, name, ""))
        caller, offer = _goes_to(session, call, agent_id, handover.PICKED_UP)
    places.move(calls, call, [caller])
    calls.carry_out(offer.id)


def due(calls: Calls, moment: datetime) -> None:
    """Callers whom nobody picked up come back: to the agent who parked them, or else they are first in line."""
    late = select(Call).where(Call.parked_until <= moment)
    with calls.db.reading() as session:
        if session.scalar(late.limit(1)) is None:
            return
    with calls.db.transaction(first=True) as session:
        back = [_comes_back(session, call) for call in session.scalars(late.with_for_update()).all()]
    for call, caller, offer in back:
        places.move(calls, call, [caller])
        if offer:
            calls.carry_out(offer.id)


def _comes_back(session: Session, call: Call) -> tuple[Call, Leg, Offer | None]:
    parked_by = call.parked_by
    assert parked_by is not None, "whoever is parked was parked by somebody"
    legs.remember(session, call, BackInLine("phone", call.id, queue=call.queue_key or "", why="parked"))
    if not handover.why_not(session, parked_by):
        return call, *_goes_to(session, call, parked_by, handover.CAME_BACK)
    _waits(session, call, back_to=parked_by)
    return call, legs.caller_leg(session, call), None


def _goes_to(session: Session, call: Call, agent_id: int, why: str) -> tuple[Leg, Offer]:
    offer = handover.offer_to(session, _waits(session, call, back_to=agent_id), agent_id, why)
    return legs.caller_leg(session, call), offer


def _waits(session: Session, call: Call, back_to: int) -> WorkItem:
    """Out of the park, first in line."""
    before = legs.item_of(session, call)
    assert before is not None, "a parked call had an item"
    item = handover.wait_anew(session, before, before.queue_key, back_to=back_to)
    item.priority = max(item.priority, FIRST)
    legs.in_line(session, call, before.queue_key)
    return item


def _tell(session: Session, call: Call) -> None:
    signal(session, "parked", "parked", call=call.id)
    legs.tell(session, call)
    # The desk's loop sleeps until the next deadline that it knows: this one is new.
    signal(session, "desk", "work", why="parked")
    signal(session, f"agent:{call.parked_by}", "call", call=call.id, state="parked")
