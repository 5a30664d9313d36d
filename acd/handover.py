"""Work goes from one agent to a queue, or to one agent by name: asked for by people, past the policy.

Locks are always taken in the order item, offer, agent.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from acd import candidates, line, presence, widening
from acd.models import Agent, Offer, Queue, WorkItem
from db import now, signal

TRANSFERRED, PICKED_UP, CAME_BACK = "transferred", "picked_up", "came_back"
"""Why somebody was asked whom no policy chose; the `why` of such an offer's reasons."""
COMES_BACK_S = 15
"""A caller whom the second agent did not take waits so long for the first one, before others are asked."""
_HELD = text("work_items.state in ('offered','taken')")


def give_away(session: Session, item_id: int, queue_key: str, back_to: int | None = None) -> WorkItem | None:
    """The agent's part is done, and their wrap-up begins; the contact waits anew in this queue (see `wait_anew`).

    None where the item was not taken. Raises LookupError for an unknown queue.
    """
    before = line.finish(session, item_id)
    return wait_anew(session, before, queue_key, back_to) if before else None


def wait_anew(session: Session, before: WorkItem, queue_key: str, back_to: int | None = None) -> WorkItem:
    """The contact of an item that is done waits again, with its priority and the time that it has waited.

    `back_to` is the agent whom it rather goes to, if they are free soon. Raises LookupError for an unknown queue.
    """
    queue = session.get(Queue, queue_key)
    if queue is None:
        raise LookupError(f"no queue {queue_key!r}")
    session.flush()
    moment = now()
    giver = before.agent_id
    item = WorkItem(
        kind=before.kind,
        contact_id=before.contact_id,
        queue_key=queue_key,
        customer_id=before.customer_id,
        # Another queue may have nobody with the skills that the first one was chosen for.
        skills=before.skills if queue_key == before.queue_key else candidates.phones(before.skills),
        language=before.language,
        points=before.points,
        priority=before.priority,
        preferred_agent_id=back_to,
        prefer_until=moment + timedelta(seconds=queue.ring_s + COMES_BACK_S) if back_to is not None else None,
        excluded=[giver] if giver is not None and giver != back_to else [],
        been=[],
        way_out="",
        queued_at=moment - ((before.taken_at or moment) - before.queued_at),
    )
    widening.place(widening.read(session), item, moment)
    session.add(item)
    session.flush()
    _tell(session, item, "queued")
    return item


def why_not(session: Session, agent_id: int, presences: Collection[str] = ("ready",)) -> str:
    """Why this agent cannot be rung now: `not_ready`, `not_there`, `no_voice` or `on_call`; empty if they can.

    Raises LookupError for a stranger.
    """
    agent = presence.held_agent(session, agent_id)
    if agent.presence not in presences:
        return "not_ready"
    if not presence.alive(agent):
        return "not_there"
    if not agent.voice:
        return "no_voice"
    in_hand = select(WorkItem.id).where(WorkItem.agent_id == agent_id, WorkItem.kind == "call", _HELD)
    return "on_call" if session.scalar(in_hand.limit(1)) is not None else ""


def ready(agent: Agent) -> bool:
    """As `why_not` looks at an agent, without their calls (`in_call`) and for reading alone."""
    return agent.presence == "ready" and presence.alive(agent) and agent.voice


def in_call(session: Session) -> set[int]:
    """Agents with a call in hand, or one that rings."""
    held = select(WorkItem.agent_id).where(WorkItem.agent_id.is_not(None), WorkItem.kind == "call", _HELD)
    return {agent_id for agent_id in session.scalars(held) if agent_id is not None}


def offer_to(session: Session, item: WorkItem, agent_id: int, why: str) -> Offer:
    """Offer a waiting item to this agent and nobody else; look at `why_not` before, in the same transaction.

    Whoever does not take it leaves it in line, as with every other offer.
    """
    agent = presence.held_agent(session, agent_id)
    # The desk may be about to claim this agent for somebody else: it sees now that they were asked.
    agent.claims += 1
    item.state, item.agent_id = "offered", agent_id
    moment = now()
    offer = Offer(
        item_id=item.id,
        agent_id=agent_id,
        reasons={"why": why, "waited_s": round((moment - item.queued_at).total_seconds(), 3)},
        at=moment,
        ring_until=moment + timedelta(seconds=session.get_one(Queue, item.queue_key).ring_s),
    )
    session.add(offer)
    session.flush()
    signal(
        session,
        f"agent:{agent_id}",
        "offer",
        offer_id=offer.id,
        item_id=item.id,
        kind=item.kind,
        contact_id=item.contact_id,
        customer_id=item.customer_id,
        queue=item.queue_key,
        ring_until=offer.ring_until.isoformat(),
    )
    signal(session, "floor", "queues", queue=item.queue_key)
    return offer


def put_in_hand(session: Session, item_id: int, agent_id: int) -> WorkItem | None:
    """The contact passes over to an agent who talks with them already; the first one's wrap-up begins.

    None where the item was not taken.
    """
    before = line.finish(session, item_id)
    if before is None:
        return None
    session.flush()
    item = WorkItem(
        kind=before.kind,
        contact_id=before.contact_id,
        queue_key=before.queue_key,
        customer_id=before.customer_id,
        skills=before.skills,
        language=before.language,
        points=before.points,
        priority=before.priority,
        queued_at=now(),
        taken_at=now(),
        state="taken",
        agent_id=agent_id,
    )
    session.add(item)
    session.flush()
    _tell(session, item, "taken")
    return item


# An agent who takes part in somebody else's call has no item of their own, and is busy all the same.


def occupy(session: Session, agent_id: int) -> None:
    """Nothing is offered to this agent from now on."""
    agent = presence.held_agent(session, agent_id)
    agent.claims += 1
    presence.start_call(session, agent_id)


def release(session: Session, agent_id: int) -> None:
    """They are what they were, or have asked to be, without a wrap-up."""
    presence.end_work(session, agent_id, "call", 0)


def _tell(session: Session, item: WorkItem, why: str) -> None:
    signal(session, "desk", "work", why=why)
    signal(session, "floor", "queues", queue=item.queue_key)
