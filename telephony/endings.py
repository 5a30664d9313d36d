"""How a call ends: in exactly one outcome, whoever hangs up first and whatever crashed in between."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from acd import callbacks, line
from acd.models import WorkItem
from db import Moment, now, signal
from hotline import callbacks as calling_back
from telephony import guests, legs
from telephony.models import Call, Leg
from timeline import journeys
from timeline.events import CallEnded

SERVED = "served"
CLOSING = {"goodbye": "self_served", "voicemail": "voicemail", "fault": "failed"}
"""Why a flow hangs up → the outcome of a call that ends so."""

_CALLS = cast(Table, Call.__table__)
_ENDED: dict[str, Any] = {"state": "ended", "parted_until": None, "parked_until": None}
_END = (
    update(_CALLS)
    .where(_CALLS.c.id == bindparam("call"), _CALLS.c.outcome.is_(None))
    .values(outcome=bindparam("how"), ended_at=bindparam("moment", type_=Moment), **_ENDED)
    .returning(_CALLS.c.id)
)
"""Whoever is first gives the outcome."""


def outcome_of(call: Call) -> str:
    """How a call ended whose caller is gone."""
    by_state = {
        "ivr": call.closing or "left_in_menu",
        "queued": SERVED if call.closing == SERVED else "left_in_queue",
        "parked": "left_in_queue",
        "parted": "agent_lost",
        "dialling": "no_answer",
    }
    return by_state.get(call.state, SERVED)


def closes_as(call: Call, outcome: str) -> None:
    """The call will have had this outcome if it ends in the menu now. One that an agent has served stays so."""
    if call.closing != SERVED:
        call.closing = outcome


def end(session: Session, call: Call, outcome: str) -> bool:
    """Give the call its one outcome. False where it has one."""
    session.flush()
    moment = now()
    if session.scalar(_END, {"call": call.id, "how": outcome, "moment": moment}) is None:
        return False
    for name, value in {**_ENDED, "outcome": outcome, "ended_at": moment}.items():
        set_committed_value(call, name, value)
    if call.direction == "out":
        calling_back.attempted(session, call.id, outcome)
    else:
        callbacks.line_is_free(session, call.id)
    guests.call_ended(session, call)
    if call.parked_at is not None:
        signal(session, "parked", "parked", call=call.id)
    item = legs.item_of(session, call)
    if item and item.state == "taken":
        line.finish(session, item.id)
    elif item:
        withdraw(session, call, item)
    # Whoever answers a survey afterwards does not talk with the agent any more.
    until = item.ended_at if item and item.ended_at and call.closing == SERVED else now()
    talk_s = (until - call.answered_at).total_seconds() if call.answered_at else 0.0
    duration_s = (now() - call.arrived_at).total_seconds()
    fact = CallEnded("phone", call.id, outcome, round(duration_s, 1), round(talk_s, 1))
    legs.remember(session, call, fact)
    if call.journey_id:
        journeys.goes_on(session, call.journey_id, "phone")
    legs.tell(session, call)
    return True


def withdraw(session: Session, call: Call, item: WorkItem) -> Leg | None:
    """Out of the line. Returns the softphone's leg that rings for it."""
    withdrawn = line.withdraw(session, item.id)
    leg = session.scalar(select(Leg).where(Leg.offer_id == withdrawn.id)) if withdrawn else None
    if leg:
        legs.offer_ended(session, call, leg, "withdrawn")
    return leg
