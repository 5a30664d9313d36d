"""The rows of a call: its legs, its work item, its recording; and what is told about it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from acd import handover
from acd.models import Agent, Offer, Queue, WorkItem
from db import now, signal
from hotline.walk import Contact
from telephony.models import Call, Leg
from telephony.port import Ring
from timeline import book, people
from timeline.events import OfContact, Offered, OfferEnded
from timeline.models import Customer
from transcripts.models import Recording

_OF_CHANNEL = select(Leg, Call).join(Call, Call.id == Leg.call_id).where(Leg.backend_id == bindparam("channel"))
_OFFERED = (
    select(Offer, Call, Agent, Queue, Customer)
    .join(WorkItem, WorkItem.id == Offer.item_id)
    .join(Call, Call.id == WorkItem.contact_id)
    .join(Agent, Agent.id == Offer.agent_id)
    .join(Queue, Queue.key == WorkItem.queue_key)
    .join(Customer, Customer.id == Call.customer_id)
    .where(Offer.id == bindparam("offer"))
)
"""Made once: these are read while somebody hears it ring."""
_LIVE = select(Leg).where(Leg.call_id == bindparam("call"), Leg.left_at.is_(None))
_ITEM = (
    select(WorkItem)
    .where(WorkItem.kind == "call", WorkItem.contact_id == bindparam("call"))
    .order_by(WorkItem.id.desc())
    .limit(1)
)
_CALLER = select(Leg).where(Leg.call_id == bindparam("call"), Leg.party == "caller")


def find(session: Session, channel: str) -> tuple[Leg, Call] | None:
    """The leg that the backend knows by this id, and its call."""
    found = session.execute(_OF_CHANNEL, {"channel": channel}).one_or_none()
    return (found[0], found[1]) if found else None


def of_channel(session: Session, channel: str) -> tuple[Leg, Call]:
    """As `find`, of a channel that we made. Raises LookupError."""
    if (found := find(session, channel)) is None:
        raise LookupError(f"no leg {channel!r}")
    return found


def offered(session: Session, offer_id: int) -> tuple[Offer, Call, Agent, Queue, Customer]:
    """An offer of a call: which call, to whom, from which queue, and whose it is. Whoever holds on to the customer
    spares the session to read them again."""
    offer, call, agent, queue, customer = session.execute(_OFFERED, {"offer": offer_id}).one()
    return offer, call, agent, queue, customer


def new_agent_leg(
    session: Session, call: Call, agent_id: int, offer_id: int | None, seconds: int, at_once: bool = False
) -> Ring:
    """Write down a leg for this agent, with a channel of a name that we choose. Returns how to ring it.

    Without an offer it is an agent who comes back into their call. `at_once`: they have asked for it, and need not
    answer.
    """
    channel = f"tl-{secrets.token_hex(8)}"
    leg = Leg(
        call_id=call.id,
        party="agent",
        agent_id=agent_id,
        offer_id=offer_id,
        backend_id=channel,
        audio=f"{call.id}-{channel}.wav16",
        rang_at=now(),
    )
    session.add(leg)
    return Ring(
        channel=channel,
        agent_id=agent_id,
        call_id=call.id,
        room=room_of(call),
        audio=leg.audio,
        caller_name=_name(session, call),
        caller_number=call.customer_address,
        timeout_s=seconds,
        auto_answer=at_once or offer_id is None,
        apart=not call.conference,
    )


def offer_rings(session: Session, call: Call, offer: Offer, ring_s: int) -> Ring:
    """Write down that this offer rings at its agent. Who has picked the caller up need not answer."""
    agent = session.get_one(Agent, offer.agent_id)
    asked = offer.reasons.get("why") == handover.PICKED_UP
    ring = new_agent_leg(session, call, agent.id, offer.id, ring_s, at_once=asked)
    remember(session, call, Offered("phone", call.id, agent.name, agent.id, offer.id))
    return ring


def _name(session: Session, call: Call) -> str:
    customer = session.get_one(Customer, call.customer_id)
    return customer.name or (people.one(session, customer.id).name if customer.person_id else "")


def remember(session: Session, call: Call, fact: OfContact) -> None:
    """Write a fact of this call onto the customer's timeline."""
    book.record(session, call.customer_id, fact, call.journey_id)


def partner(session: Session, call: Call) -> str:
    """The agent's channel, where the caller and they are alone in this talk and always were; else nothing."""
    if call.conference:
        return ""
    there = (leg.backend_id for leg in live_legs(session, call) if leg.party == "agent" and leg.joined_at)
    return next(there, "")


def into_room(session: Session, call: Call) -> list[Leg]:
    """A third one comes: the agent is in the room from now on, and so is the caller. Returns who moves."""
    if call.conference:
        return []
    call.conference = call.unsettled = True
    return [
        leg
        for leg in live_legs(session, call)
        if leg.joined_at and (leg.party == "agent" or (leg.party == "caller" and call.state == "talking"))
    ]


def room_of(call: Call) -> str:
    return f"call-{call.id}"


def contact_of(call: Call) -> Contact:
    return Contact(call, call.id, "call", call.customer_address or call.backend_id)


def item_of(session: Session, call: Call) -> WorkItem | None:
    return session.scalar(_ITEM, {"call": call.id})


def was_in_hand(session: Session, call: Call, agent_id: int) -> bool:
    """Whether this agent has worked on the call, and does not any more."""
    done = select(WorkItem.id).where(
        WorkItem.kind == "call", WorkItem.contact_id == call.id, WorkItem.agent_id == agent_id, WorkItem.state == "done"
    )
    return session.scalar(done.limit(1)) is not None


def caller_leg(session: Session, call: Call) -> Leg:
    return session.scalars(_CALLER, {"call": call.id}).one()


def not_rung(session: Session, call: Call) -> bool:
    """Whether it is a call of ours for which the customer was not rung yet."""
    return call.direction == "out" and session.scalar(_CALLER, {"call": call.id}) is None


def last_agent_leg(session: Session, call: Call) -> Leg:
    query = select(Leg).where(Leg.call_id == call.id, Leg.party == "agent").order_by(Leg.id.desc()).limit(1)
    return session.scalars(query).one()


def live_legs(session: Session, call: Call) -> list[Leg]:
    return list(session.scalars(_LIVE, {"call": call.id}))


def agent_leaves(session: Session, call: Call) -> list[Leg]:
    """The agent's legs are over by our own wish, and no agent was lost with them. Returns them, to be hung up."""
    leaving = [leg for leg in live_legs(session, call) if leg.party == "agent"]
    for leg in leaving:
        leg.left_at = now()
    return leaving


def in_line(session: Session, call: Call, queue_key: str) -> None:
    """The caller, who was with an agent, waits in line."""
    if call.parked_until is not None:
        signal(session, "parked", "parked", call=call.id)
    call.state, call.queue_key, call.agent_id, call.unsettled = "queued", queue_key, None, True
    call.parted_until = call.parked_by = call.parked_at = call.parked_until = None
    caller_leg(session, call).held = False
    tell(session, call)


def keep_recording(session: Session, call: Call, path: str, started_at: datetime, duration_s: float) -> None:
    session.add(
        Recording(
            call_id=call.id,
            customer_id=call.customer_id,
            journey_id=call.journey_id,
            path=path,
            language=call.language,
            started_at=started_at,
            duration_s=duration_s,
        )
    )
    signal(session, "recordings", "made", call=call.id)


def offer_ended(session: Session, call: Call, leg: Leg, why: str) -> None:
    agent = session.get_one(Agent, leg.agent_id)
    remember(session, call, OfferEnded("phone", call.id, agent.name, agent.id, why))


def ready_for_recording(session: Session, call: Call, living: Sequence[Leg] | None = None) -> None:
    """When the last leg is gone its files are closed, and can be put together. `living` are those that are not gone,
    for whom knows them."""
    if call.outcome is not None and not (live_legs(session, call) if living is None else living):
        signal(session, "recordings", "legs", call=call.id)


def tell(session: Session, call: Call) -> None:
    """Wake the panels that show this call."""
    signal(session, "floor", "queues")
    if call.agent_id:
        signal(session, f"agent:{call.agent_id}", "call", call=call.id, state=call.state)
