"""Calls that we make: an agent's own, and those for callbacks. The agent first, then the customer, in one room.

A call of ours is a call like all others, whose customer's leg comes later than the agent's. Where a queue calls the
customer first, an agent is kept free for them meanwhile: the offer is made, and the agent is rung when the customer has
answered.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from acd import callbacks, line, offers
from acd.models import Agent, Offer, Queue
from db import Database, now, signal
from hotline import callbacks as calling_back
from hotline import phrases, walk
from hotline.models import Hotline
from hotline.numbers import whom
from ivr.turns import Prompt
from telephony import endings, legs
from telephony.models import Call, Leg
from telephony.port import Dialling, Ring, SwitchFault
from timeline import book, journeys, phones
from timeline.events import Answered, CallPlaced
from timeline.models import Customer, Journey

if TYPE_CHECKING:
    from telephony.calls import Calls

log = logging.getLogger(__name__)

AGENT_RINGS_S, CUSTOMER_RINGS_S = 15, 30
NOT_REACHED = {"no_answer": "no_answer", "busy": "busy", "declined": "busy", "refused": "refused"}
"""Why their telephone stopped ringing → the call's outcome; anything else is `failed`."""


@dataclass(frozen=True)
class Outgoing:
    """The way out: the backend that calls, and what may be called (see `hotline.numbers.diallable`)."""

    backend: str
    allowed: tuple[str, ...] = ()


MOST = ((timedelta(minutes=1), 6), (timedelta(hours=1), 60))
"""So many calls of their own an agent makes in so long: a login that was stolen is soon of no use."""


class CannotDial(Exception):
    """The agent cannot make this call. `code` is `no_trunk`; `not_allowed_to`; `not_free`: they have work, or no
    telephone; `too_many`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def dial(calls: Calls, agent_id: int, number: str, customer_id: int | None = None) -> int:
    """An agent calls somebody, who is shown the hotline's number. Returns the call's id.

    Raises CannotDial, NotDiallable, and LookupError for a customer that there is not.
    """
    with calls.db.transaction(first=True) as session:
        call, ring = _begin(session, calls, agent_id, number, customer_id)
    calls.ring(call, ring)
    return call.id


def _begin(session: Session, calls: Calls, agent_id: int, number: str, customer_id: int | None) -> tuple[Call, Ring]:
    if calls.outgoing is None:
        raise CannotDial("no_trunk")
    if not session.get_one(Agent, agent_id).may_dial:
        raise CannotDial("not_allowed_to")
    if any(_placed(session, agent_id, span) >= most for span, most in MOST):
        raise CannotDial("too_many")
    number, customer = whom(session, number, customer_id, calls.region, calls.outgoing.allowed)
    hotline = walk.find_hotline(session, "")
    journey = journeys.in_hand(session, customer.id, agent_id)
    call = new_call(session, calls, calls.outgoing.backend, hotline, number, customer, journey)
    call.state, call.agent_id, call.queue_key = "dialling", agent_id, _queue(session, agent_id)
    session.flush()
    needs = calls.needs(call.backend)
    if line.begin(session, call.id, agent_id, call.queue_key, customer_id=customer.id, skills=needs) is None:
        raise CannotDial("not_free")
    ring = legs.new_agent_leg(session, call, agent_id, None, AGENT_RINGS_S)
    legs.tell(session, call)
    return call, ring


def _placed(session: Session, agent_id: int, span: timedelta) -> int:
    # Literal, since a partial index serves no bound parameter.
    mine = (Call.agent_id == agent_id, Call.arrived_at > now() - span, text("calls.direction = 'out'"))
    return session.scalar(select(func.count()).select_from(Call).where(*mine)) or 0


def new_call(
    session: Session,
    calls: Calls,
    backend: str,
    hotline: Hotline,
    number: str,
    customer: Customer,
    journey: Journey | None,
) -> Call:
    call = Call(
        backend=backend,
        backend_id=f"tl-{secrets.token_hex(8)}",
        direction="out",
        customer_id=customer.id,
        journey_id=journey.id if journey else None,
        hotline_id=hotline.id,
        from_address=phones.e164(hotline.shown_number, calls.region) or "",
        to_address=number,
        language=customer.language or hotline.language,
        arrived_at=now(),
        path=[],
        conference=not calls.switches[backend].joins_two,
    )
    session.add(call)
    return call


def _queue(session: Session, agent_id: int) -> str:
    """Whose work an agent's own call counts as: the first queue that they serve."""
    skills = session.get_one(Agent, agent_id).skills
    queues = session.scalars(select(Queue).order_by(Queue.key)).all()
    served = [
        queue.key for queue in queues if all(skills.get(skill, 0) >= level for skill, level in queue.skills.items())
    ]
    return (served or [queue.key for queue in queues])[0]


def agent_is_there(session: Session, call: Call, leg: Leg) -> Dialling | None:
    """The agent has answered: now their customer is called. None where it is too late for that."""
    if call.outcome is not None or leg.left_at is not None:
        return None
    if leg.offer_id is not None and offers.accept(session, leg.offer_id) is None:
        return None
    leg.joined_at = now()
    call.state, call.agent_id = "dialling", leg.agent_id
    return _rings(session, call)


def customer_comes_first(session: Session, call: Call, queue: Queue) -> bool:
    """Whether an agent who is asked for this callback is not rung yet: the customer is, and has not answered."""
    if call.direction != "out" or queue.callback_first != "customer" or callbacks.of_call(session, call.id) is None:
        return False
    return call.state == "dialling" or legs.not_rung(session, call)


def agent_is_kept(session: Session, call: Call, offer: Offer) -> Dialling | None:
    """An agent is there for this callback, and will be when the customer has answered. None where they ring already."""
    offer.ring_until = now() + timedelta(seconds=CUSTOMER_RINGS_S + AGENT_RINGS_S)
    if call.state == "dialling":
        return None
    call.state = "dialling"
    return replace(_rings(session, call), waits=True)


def _waits(session: Session, call: Call) -> Ring | None:
    """The customer waits in line, and the agent who was kept free for them is rung, if they are still."""
    call.state = "queued"
    legs.tell(session, call)
    item = legs.item_of(session, call)
    kept = select(Offer, Queue.ring_s).where(Offer.item_id == item.id, Offer.state == "made") if item else None
    found = session.execute(kept.join(Queue, Queue.key == call.queue_key)).first() if kept is not None else None
    if found is None:
        return None
    offer, ring_s = found
    offer.ring_until = now() + timedelta(seconds=ring_s)
    signal(session, "desk", "work", why="rings")
    signal(session, f"agent:{offer.agent_id}", "call", call=call.id, state=call.state)
    return legs.offer_rings(session, call, offer, ring_s)


def _rings(session: Session, call: Call) -> Dialling:
    callback = callbacks.of_call(session, call.id)
    hotline = session.get_one(Hotline, call.hotline_id)
    audio = f"{call.id}-caller.wav16"
    session.add(Leg(call_id=call.id, party="caller", backend_id=call.backend_id, audio=audio, rang_at=now()))
    agent = calling_back.agent_name(session, call.agent_id)
    placed = CallPlaced(
        "phone", call.id, call.from_address, call.to_address, hotline.name, agent, callback.id if callback else 0
    )
    legs.remember(session, call, placed)
    book.seen(session, call.customer_id)
    legs.tell(session, call)
    return Dialling(
        channel=call.backend_id,
        call_id=call.id,
        number=call.to_address,
        shown=call.from_address,
        room=legs.room_of(call),
        audio=audio,
        timeout_s=CUSTOMER_RINGS_S,
        greeting=_greeting(session, call),
        partner=legs.partner(session, call),
    )


def call_customer(calls: Calls, call: Call, dialling: Dialling) -> None:
    """Ring them, as it was written down; whoever cannot be rung was not reached."""
    try:
        calls.switches[call.backend].dial(dialling)
    except SwitchFault:
        log.exception("call %s: the other side could not be called", call.id)
        calls.ring_ended(dialling.channel, "failed")


def greeting(db: Database, call_id: int) -> tuple[Prompt, ...]:
    """What whom we called hears first."""
    with db.reading() as session:
        return _greeting(session, session.get_one(Call, call_id))


def _greeting(session: Session, call: Call) -> tuple[Prompt, ...]:
    """What they hear as soon as they answer: who it is, where we call back. An agent who calls says so themselves."""
    if callbacks.of_call(session, call.id) is None:
        return ()
    company = session.get_one(Hotline, call.hotline_id).name
    return (phrases.say("calling_back", call.language, company=company),)


def customer_answered(calls: Calls, channel: str) -> None:
    """Whom we called is there, may be told twice; of any other channel it means nothing."""
    ring = None
    with calls.db.transaction(first=True) as session:
        found = legs.find(session, channel)
        if found is None:
            return
        leg, call = found
        if leg.party != "caller" or leg.joined_at is not None or call.direction != "out":
            return
        in_time = call.outcome is None and call.state == "dialling"
        if in_time:
            leg.joined_at = now()
            if call.agent_id is None:
                ring = _waits(session, call)
            else:
                _talk(session, call, leg)
    if not in_time:
        calls.switches[call.backend].hang_up(channel)
    elif ring:
        calls.ring(call, ring)


def _talk(session: Session, call: Call, leg: Leg) -> None:
    """Both are there."""
    call.state, call.answered_at = "talking", leg.joined_at
    agent = session.get_one(Agent, call.agent_id)
    if call.journey_id:
        journeys.touch(session.get_one(Journey, call.journey_id), "phone", agent.id)
    rang_s = (now() - (leg.rang_at or now())).total_seconds()
    legs.remember(session, call, Answered("phone", call.id, agent.name, agent.id, round(rang_s, 1)))
    legs.tell(session, call)


def machine_answered(calls: Calls, channel: str) -> None:
    """Not they have answered, but a machine; may be told twice, and before or after that somebody has answered.

    Where an agent is in the call already, they see it, and decide. A callback that only kept an agent free for later is
    over without a message, and tried again as if nobody had been there.
    """
    hang_up: list[Leg] = []
    with calls.db.transaction(first=True) as session:
        found = legs.find(session, channel)
        if found is None:
            return
        leg, call = found
        if leg.party != "caller" or call.direction != "out" or call.outcome is not None or call.machine:
            return
        call.machine = True
        if call.agent_id is None:
            endings.end(session, call, "machine")
            hang_up = legs.live_legs(session, call)
        legs.tell(session, call)
    for other in hang_up:
        calls.switches[call.backend].hang_up(other.backend_id)


def not_reached(session: Session, call: Call, why: str) -> list[Leg]:
    """A telephone stopped ringing before both were there. Returns the legs to hang up."""
    endings.end(session, call, NOT_REACHED.get(why, "failed"))
    return legs.live_legs(session, call)
