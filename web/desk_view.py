"""What is on one agent's desk, read in a fixed number of queries however much that is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import and_, func, or_, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from acd.models import Agent, Offer, Queue, WorkItem
from channels import messengers
from channels.models import Conversation, Message
from db import Base, Database
from hotline.models import Hotline, WalksFlow
from telephony import voicemails
from telephony.models import Call
from timeline import people
from timeline.models import Journey
from web import briefs, desk_rooms
from web.errors import missing
from web.flow_words import FlowWords
from web.models import Softphone
from web.schemas.desk import Contact, Desk, DeskAgent, HotlineOut, OfferOut

Row = TypeVar("Row", bound=Base)
WAITING, HELD = text("work_items.state = 'waiting'"), text("work_items.state in ('offered','taken')")
"""Literal texts, since a partial index serves no bound parameter: the history is never read."""


def desk(db: Database, agent_id: int, language: str, calls_out: bool) -> Desk:
    """The whole desk; `calls_out`: there is a way by which people are called.

    The signal is read first: what changes meanwhile is told again, never missed.
    """
    signal = db.last_signal()
    with db.reading() as session:
        found = session.execute(
            select(Agent, Softphone.holder)
            .outerjoin(Softphone, Softphone.agent_id == Agent.id)
            .where(Agent.id == agent_id)
        ).first()
        if found is None:
            raise missing("agent")
        agent, softphone = found
        visits = desk_rooms.visits(session, agent.id)
        lines = [*_lines(session, agent), *((item, queue, None) for item, queue in visits.items)]
        found_contacts = _contacts(session, [(item, queue) for item, queue, _ in lines], language)
        peopled = desk_rooms.with_people(session, found_contacts.values(), agent, visits)
        contacts = dict(zip(found_contacts, peopled, strict=True))
        parked = desk_rooms.parked(session, language)
        hotline = session.scalar(select(Hotline).order_by(Hotline.is_default.desc(), Hotline.id).limit(1))
    return Desk(
        agent=DeskAgent.model_validate(
            {**{name: getattr(agent, name) for name in DeskAgent.model_fields if name != "next"}, "next": _next(agent)}
        ),
        offers=[
            OfferOut(id=offer.id, ring_until=offer.ring_until, reasons=offer.reasons, contact=contacts[item.id])
            for item, _, offer in lines
            # Whoever is kept free for a customer who is called first is rung when that one has answered.
            if offer and item.id in contacts and contacts[item.id].state != "dialling"
        ],
        contacts=[contacts[item.id] for item, _, offer in lines if not offer and item.id in contacts],
        hotline=HotlineOut(address=hotline.address, shown_number=hotline.shown_number) if hotline else None,
        can_dial=calls_out and agent.may_dial,
        softphone=softphone or 0,
        parked=parked,
        listening=visits.listening,
        signal=signal,
    )


def _next(agent: Agent) -> str:
    return agent.after_wrap_up if agent.presence in ("busy", "wrap_up") else "ready"


def _lines(session: Session, agent: Agent) -> list[tuple[WorkItem, Queue, Offer | None]]:
    """Each item that this agent is asked for or works on, with its offer where it still rings.

    During wrap-up the item that ended last is still there.
    """
    held = (
        select(WorkItem, Queue, Offer)
        .join(Queue, Queue.key == WorkItem.queue_key)
        .outerjoin(Offer, and_(Offer.item_id == WorkItem.id, Offer.agent_id == agent.id, Offer.state == "made"))
        .where(WorkItem.agent_id == agent.id, HELD)
        .where(or_(WorkItem.state == "taken", Offer.id.is_not(None)))
        .order_by(WorkItem.queued_at, WorkItem.id)
    )
    lines: list[tuple[WorkItem, Queue, Offer | None]] = [*session.execute(held)]
    if agent.presence == "wrap_up":
        ended = (
            select(WorkItem, Queue)
            .join(Queue, Queue.key == WorkItem.queue_key)
            .where(WorkItem.agent_id == agent.id, WorkItem.state == "done", WorkItem.kind != voicemails.KIND)
            .order_by(WorkItem.id.desc())
            .limit(1)
        )
        lines += [(item, queue, None) for item, queue in session.execute(ended)]
    return lines


def _contacts(session: Session, items: list[tuple[WorkItem, Queue]], language: str) -> dict[int, Contact]:
    """Item id → its contact."""
    phoned = [item.contact_id for item, _ in items if item.kind == "call"]
    written = [item.contact_id for item, _ in items if item.kind != "call"]
    calls = _by_id(session, Call, Call.id, phoned)
    conversations = _by_id(session, Conversation, Conversation.id, written)
    walks: list[WalksFlow] = [*calls.values(), *conversations.values()]
    customers = people.of(session, {walk.customer_id for walk in walks})
    journeys = _by_id(session, Journey, Journey.id, {walk.journey_id for walk in walks if walk.journey_id})
    words = FlowWords(session, language, journeys)
    unread = _unread(session, written)
    contacts: dict[int, Contact] = {}
    for item, queue in items:
        call = calls.get(item.contact_id) if item.kind == "call" else None
        conversation = conversations.get(item.contact_id) if item.kind != "call" else None
        row = call or conversation
        queue_name = briefs.queue(queue, language)
        if row is None or queue_name is None:
            continue
        contacts[item.id] = Contact.model_validate(
            {
                "kind": item.kind,
                "id": row.id,
                "state": row.state,
                "item_id": item.id,
                "queue": queue_name,
                "queued_at": item.queued_at,
                "answered_at": _talking_since(item, call),
                "waited_s": briefs.seconds(item.queued_at, item.taken_at, item.ended_at),
                "language": row.language,
                "customer": briefs.customer(customers[row.customer_id]),
                "journey": briefs.journey(journeys.get(row.journey_id or 0), words),
                "path": words.path(row),
                "subject": conversation.subject if conversation else "",
                "via": messengers.name_of(session, conversation.via) if conversation else "",
                "unread": unread.get(row.id, 0) if conversation else 0,
                "wrap_up": item.state == "done",
                "machine": call.machine if call else False,
                **desk_rooms.ALONE,
            }
        )
    return contacts


def _talking_since(item: WorkItem, call: Call | None) -> datetime | None:
    """With this agent, and not with whoever had the call before."""
    if call is None or call.answered_at is None:
        return item.taken_at if call is None else None
    return max(call.answered_at, item.taken_at) if item.taken_at else call.answered_at


def _by_id(session: Session, model: type[Row], key: InstrumentedAttribute[int], ids: Iterable[int]) -> dict[int, Row]:
    wanted = set(ids)
    if not wanted:
        return {}
    return dict(session.execute(select(key, model).where(key.in_(wanted))).all())


def _unread(session: Session, conversations: Collection[int]) -> dict[int, int]:
    """How often the customer wrote since the agent last did."""
    if not conversations:
        return {}
    answered = (
        select(Message.conversation_id, func.max(Message.id).label("last"))
        .where(Message.conversation_id.in_(conversations), Message.author == "agent")
        .group_by(Message.conversation_id)
        .subquery()
    )
    query = (
        select(Message.conversation_id, func.count())
        .outerjoin(answered, answered.c.conversation_id == Message.conversation_id)
        .where(
            Message.conversation_id.in_(conversations),
            Message.author == "customer",
            or_(answered.c.last.is_(None), Message.id > answered.c.last),
        )
        .group_by(Message.conversation_id)
    )
    return dict(session.execute(query).all())
