"""What a desk shows of the rooms of calls: who else is in them, who passed them on, who is parked, who is heard."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.models import Agent, Queue, WorkItem
from db import now
from telephony.models import Call, Leg
from timeline import people
from timeline.models import Entry
from web import briefs
from web.schemas.desk import Contact
from web.schemas.transfers import GuestOut, GuestState, Handed, ListeningOut, ParkedOut
from web.words import in_language

PASSED = ("Transferred", "Parked", "GuestAsked")
"""Facts by which one agent says something to the next."""
ALONE: dict[str, object] = {"role": "agent", "owner": "", "me": None, "guests": [], "handed": None}
"""A contact with which nobody else has anything to do."""
DID_NOT_COME = ("missed", "declined", "failed")


@dataclass(frozen=True)
class Visits:
    """Where one agent takes part in a call that is not theirs: the legs, by the work item of whose call it is."""

    guest: dict[int, tuple[Leg, str]]
    """Item id → the own leg, and the name of the agent whose call it is."""
    items: list[tuple[WorkItem, Queue]]
    listening: ListeningOut | None


def visits(session: Session, agent_id: int) -> Visits:
    """By one query; most agents visit nobody."""
    rows = session.execute(
        select(Leg, WorkItem, Queue, Agent.name)
        .join(WorkItem, (WorkItem.contact_id == Leg.call_id) & (WorkItem.kind == "call") & (WorkItem.state == "taken"))
        .join(Queue, Queue.key == WorkItem.queue_key)
        .join(Agent, Agent.id == WorkItem.agent_id)
        .where(Leg.agent_id == agent_id, Leg.party.in_(("guest", "listener")), Leg.left_at.is_(None))
        .order_by(Leg.id)
    ).all()
    listening = next(
        (
            ListeningOut.model_validate(
                {"call_id": leg.call_id, "agent": owner, "how": leg.how, "joined": leg.joined_at is not None}
            )
            for leg, _, _, owner in rows
            if leg.party == "listener"
        ),
        None,
    )
    guest = [(leg, item, queue, owner) for leg, item, queue, owner in rows if leg.party == "guest"]
    return Visits(
        {item.id: (leg, owner) for leg, item, _, owner in guest},
        [(item, queue) for _, item, queue, _ in guest],
        listening,
    )


def with_people(session: Session, contacts: Collection[Contact], me: Agent, seen: Visits) -> list[Contact]:
    """The contacts, with everybody in their calls and what was said to whoever has them now."""
    calls = [contact.id for contact in contacts if contact.kind == "call"]
    if not calls:
        return list(contacts)
    guests, handed = _guests(session, calls), _handed(session, calls, me.name)
    return [
        contact
        if contact.kind != "call"
        else contact.model_copy(
            update={"guests": guests.get(contact.id, []), "handed": handed.get(contact.id), **_mine(contact, seen)}
        )
        for contact in contacts
    ]


def _mine(contact: Contact, seen: Visits) -> dict[str, object]:
    if contact.item_id not in seen.guest:
        return {}
    leg, owner = seen.guest[contact.item_id]
    return {"role": "guest", "owner": owner, "me": _state(leg), "answered_at": leg.joined_at, "queued_at": leg.rang_at}


def _guests(session: Session, calls: Collection[int]) -> dict[int, list[GuestOut]]:
    """Who is in, and of those who did not come the one who was asked last."""
    rows = session.execute(
        select(Leg, Agent.name)
        .outerjoin(Agent, Agent.id == Leg.agent_id)
        .where(Leg.call_id.in_(calls), Leg.party == "guest")
        .order_by(Leg.id)
    ).all()
    last = {leg.call_id: leg.id for leg, _ in rows}
    found: dict[int, list[GuestOut]] = {}
    for leg, name in rows:
        if leg.left_at is None or (leg.id == last[leg.call_id] and leg.how in DID_NOT_COME):
            found.setdefault(leg.call_id, []).append(
                GuestOut(
                    leg_id=leg.id,
                    agent_id=leg.agent_id,
                    name=name or leg.number,
                    state=_state(leg),
                    since=leg.joined_at or leg.rang_at or now(),
                )
            )
    return found


def _state(leg: Leg) -> GuestState:
    if leg.left_at is not None:
        return leg.how  # type: ignore[return-value]
    if leg.joined_at is None:
        return "ringing"
    return "held" if leg.held else "talking"


def _handed(session: Session, calls: Collection[int], me: str) -> dict[int, Handed]:
    """What others said last when they passed these calls on."""
    entries = session.scalars(
        select(Entry)
        .where(Entry.channel == "phone", Entry.contact_id.in_(calls), Entry.kind.in_(PASSED))
        .order_by(Entry.id)
    )
    found: dict[int, Handed] = {}
    for entry in entries:
        known, by, note = found.get(entry.contact_id or 0), entry.data["agent"], entry.data["note"]
        if by != me and (note or known is None or not known.note):
            found[entry.contact_id or 0] = Handed(by=by, note=note, at=entry.at)
    return found


def parked(session: Session, language: str) -> list[ParkedOut]:
    """Every caller who is parked now, the longest first."""
    rows = session.execute(
        select(Call, Agent.name, Queue)
        .join(Agent, Agent.id == Call.parked_by)
        .outerjoin(Queue, Queue.key == Call.queue_key)
        .where(Call.parked_until.is_not(None))
        .order_by(Call.parked_at)
    ).all()
    if not rows:
        return []
    notes = _handed(session, [call.id for call, *_ in rows], "")
    persons = people.of(session, [call.customer_id for call, *_ in rows])
    return [
        ParkedOut.model_validate(
            {
                "call_id": call.id,
                "customer_id": call.customer_id,
                "shown_name": briefs.customer(persons[call.customer_id]).shown_name,
                "queue": in_language(queue.names, language, queue.key) if queue else "",
                "by": by,
                "note": notes[call.id].note if call.id in notes else "",
                "since": call.parked_at,
                "until": call.parked_until,
            }
        )
        for call, by, queue in rows
    ]
