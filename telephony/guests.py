"""Whoever takes part in a call that is not theirs: agents and outside numbers that an agent asked in, and supervisors
who listen. They have no work item of their own; an agent among them is busy for as long as they are there.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from acd import handover, line
from acd.models import Agent
from acd.widening import FIRST
from db import now, signal
from hotline.models import Hotline
from telephony import legs
from telephony.models import Call, Leg
from telephony.port import Ring
from timeline import journeys, phones
from timeline.events import GuestJoined, GuestLeft, Transferred
from timeline.models import Customer, Journey

PARTIES = ("guest", "listener")
RING_S = 20
"""So long a guest's telephone rings."""
DID_NOT_COME = {
    "no_answer": "missed",
    "busy": "declined",
    "declined": "declined",
    "recalled": "withdrawn",
}
"""Why a ring ended → how it is told; anything else is `failed`."""


def new_leg(session: Session, call: Call, invited_by: int, *, agent_id: int | None = None, number: str = "") -> Ring:
    """Write down a guest who is asked in: an agent, or an outside number, which sees ours. Returns how to ring them."""
    ours = call.from_address if call.direction == "out" else _shown(session, call)
    channel = f"tl-{secrets.token_hex(8)}"
    leg = Leg(
        call_id=call.id,
        party="guest",
        agent_id=agent_id,
        number=number,
        invited_by=invited_by,
        backend_id=channel,
        audio=f"{call.id}-{channel}.wav16",
        rang_at=now(),
    )
    session.add(leg)
    if agent_id is not None:
        handover.occupy(session, agent_id)
    tell(session, call)
    return Ring(
        channel=channel,
        agent_id=agent_id or 0,
        call_id=call.id,
        room=legs.room_of(call),
        audio=leg.audio,
        caller_name=session.get_one(Customer, call.customer_id).name,
        caller_number=ours if number else call.customer_address,
        timeout_s=RING_S,
        number=number,
    )


def _shown(session: Session, call: Call) -> str:
    """The number of the hotline that was called."""
    hotline = session.get(Hotline, call.hotline_id) if call.hotline_id else None
    return phones.e164(hotline.shown_number, "ZZ") or "" if hotline else ""


def here(session: Session, call: Call) -> list[Leg]:
    """Guests who ring or talk, in the order in which they were asked; listeners are none."""
    return _living(session, call, ("guest",))


def name_of(session: Session, leg: Leg) -> str:
    return session.get_one(Agent, leg.agent_id).name if leg.agent_id else leg.number


def tell(session: Session, call: Call) -> None:
    """Wake the panels of everybody in this call."""
    legs.tell(session, call)
    session.flush()
    others = select(Leg.agent_id).where(Leg.call_id == call.id, Leg.agent_id.is_not(None), Leg.party != "agent")
    for agent_id in set(session.scalars(others)):
        signal(session, f"agent:{agent_id}", "call", call=call.id, state=call.state)


# They come, and go.


def answered(session: Session, call: Call, leg: Leg) -> list[Leg]:
    """A guest's or listener's telephone was picked up. Returns who moves because of it."""
    if call.outcome is not None or leg.left_at is not None:
        leg.left_at = leg.left_at or now()
        return [leg]
    leg.joined_at = now()
    tell(session, call)
    if leg.party == "listener":
        return []
    inviter = session.get_one(Agent, leg.invited_by).name
    legs.remember(session, call, GuestJoined("phone", call.id, inviter, name_of(session, leg)))
    moved = legs.into_room(session, call)
    return [*moved, legs.caller_leg(session, call)] if call.state == "outside" else moved


def did_not_come(session: Session, call: Call, leg: Leg, why: str) -> list[Leg]:
    """Whoever rang will not come. A caller who was to be given to them is in line again. Returns who moves."""
    leg.left_at, leg.how = leg.left_at or now(), DID_NOT_COME.get(why, "failed")
    _gone(session, call, leg, leg.how)
    if call.outcome is not None or call.state != "outside" or here(session, call):
        return []
    before = legs.item_of(session, call)
    assert before is not None, "a call that was passed on had an item"
    handover.wait_anew(session, before, before.queue_key, back_to=leg.invited_by).priority = FIRST
    legs.in_line(session, call, before.queue_key)
    return [legs.caller_leg(session, call)]


def left(session: Session, call: Call, leg: Leg) -> list[Leg]:
    """A guest or listener hung up. Returns who moves."""
    if leg.joined_at is None:
        return did_not_come(session, call, leg, "failed")
    leg.left_at = leg.left_at or now()
    _gone(session, call, leg, "left")
    return []


def all_leave(session: Session, call: Call, why: str, parties: Sequence[str] = PARTIES) -> list[Leg]:
    """Guests and listeners are sent away. Returns their legs, to be hung up."""
    leaving = _living(session, call, parties)
    for leg in leaving:
        leg.left_at = now()
        _gone(session, call, leg, why)
    return leaving


def one_leaves(session: Session, call: Call, leg_id: int, why: str = "removed") -> Leg | None:
    """This guest or listener is sent away. Returns the leg, to be hung up; None where it had gone."""
    leg = next((leg for leg in _living(session, call, PARTIES) if leg.id == leg_id), None)
    if leg:
        leg.left_at = now()
        _gone(session, call, leg, why)
    return leg


def call_ended(session: Session, call: Call) -> None:
    """The call is over for them, too; their legs are hung up with all others. Nobody was asked in before somebody had
    answered."""
    if call.answered_at is None:
        return
    for leg in _living(session, call, PARTIES):
        if leg.agent_id is not None:
            handover.release(session, leg.agent_id)
            signal(session, f"agent:{leg.agent_id}", "call", call=call.id, state="ended")


_LIVING = (
    select(Leg)
    .where(Leg.call_id == bindparam("call"), Leg.party.in_(bindparam("parties", expanding=True)), Leg.left_at.is_(None))
    .order_by(Leg.id)
)


def _living(session: Session, call: Call, parties: Sequence[str]) -> list[Leg]:
    return list(session.scalars(_LIVING, {"call": call.id, "parties": parties}))


def _gone(session: Session, call: Call, leg: Leg, why: str) -> None:
    if leg.agent_id is not None:
        handover.release(session, leg.agent_id)
    if leg.party == "guest":
        legs.remember(session, call, GuestLeft("phone", call.id, name_of(session, leg), why))
    tell(session, call)


# The agent whose call it is goes, and a guest has it then.


def take_over(session: Session, call: Call, agent_id: int) -> list[Leg] | None:
    """The agent leaves the caller with who is there: the first agent among the guests has the call from now on; with
    outside guests alone it is nobody's. Returns who moves; None where no guest is there to stay."""
    staying = [leg for leg in here(session, call) if leg.joined_at is not None]
    item = legs.item_of(session, call)
    if not staying or item is None:
        return None
    heir = next((leg for leg in staying if leg.agent_id is not None), None)
    giver = session.get_one(Agent, agent_id)
    to_kind, to = ("agent", name_of(session, heir)) if heir else ("number", staying[0].number)
    talk_s = round((now() - (item.taken_at or now())).total_seconds(), 1)
    legs.remember(session, call, Transferred("phone", call.id, giver.name, giver.id, to_kind, to, "", talk_s))
    caller = legs.caller_leg(session, call)
    # Supervisors listened to an agent who is not there any more.
    moved = [*legs.agent_leaves(session, call), *all_leave(session, call, "removed", ("listener",))]
    moved += [leg for leg in staying if leg.held]
    if call.state != "talking":
        moved.append(caller)
    caller.held = False
    for leg in staying:
        leg.held = False
    call.parted_until, call.unsettled = None, True
    if heir and heir.agent_id is not None:
        handover.put_in_hand(session, item.id, heir.agent_id)
        heir.party, heir.invited_by = "agent", None
        call.state, call.agent_id = "talking", heir.agent_id
        if call.journey_id:
            journeys.touch(session.get_one(Journey, call.journey_id), "phone", heir.agent_id)
    else:
        line.finish(session, item.id)
        call.state, call.agent_id = "outside", None
    signal(session, f"agent:{agent_id}", "call", call=call.id, state="passed_on")
    tell(session, call)
    return moved
