"""An item's life in line: it comes, it leaves, it comes back, it is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from acd import offers, presence, widening
from acd.candidates import able
from acd.models import Agent, Offer, Queue, WorkItem
from acd.policy import PRESENT, Needs
from acd.widening import FIRST
from db import add_once, now, signal

KINDS = ("call", "chat", "email", "message")
"""A `message` is what a caller left to be heard; nobody is rung for it, since nobody has room for any."""
_OPEN = text("work_items.state in ('waiting','offered','taken')")
"""In the words of the index: a bound parameter would have the databases read the whole history."""


_OF_CONTACT = select(WorkItem).where(
    WorkItem.kind == bindparam("kind"), WorkItem.contact_id == bindparam("contact"), _OPEN
)


def enqueue(
    session: Session,
    kind: str,
    contact_id: int,
    queue_key: str,
    *,
    customer_id: int | None,
    skills: Iterable[str] = (),
    priority: int = 0,
    value: int = 0,
    language: str = "",
    preferred_agent_id: int | None = None,
    prefer_s: float | None = None,
    since: datetime | None = None,
) -> WorkItem:
    """Put a contact in line; the open item it already has, if any, is returned as it is.

    `since` is when it began to wait, where that was before: it stands where it would if it had waited here.

    A queue that lets nobody in sends it on to another one; a call may come back with a `way_out`, which is the
    caller's to go. `value` is the customer's, 0 to 100. A preference for an agent who is not there, or who does not
    serve this, is dropped at once: nobody waits for nobody. Raises ValueError for an unknown kind, LookupError for an
    unknown queue.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of work: {', '.join(KINDS)}")
    rules = widening.read(session)
    if queue_key not in rules.rules:
        raise LookupError(f"no queue {queue_key!r}")
    moment = now()
    mine = rules.rules[queue_key]
    item = WorkItem(
        kind=kind,
        contact_id=contact_id,
        queue_key=queue_key,
        customer_id=customer_id,
        skills=sorted(set(skills)),
        language=language,
        points=priority + mine.worth(value),
        priority=0,
        been=[],
        way_out="",
        queued_at=since or moment,
    )
    widening.admit(session, rules, item, moment)
    wait_s = mine.prefer_s if prefer_s is None else prefer_s
    _, needs = rules.need(item.line)
    if wait_s and preferred_agent_id is not None and _worth_waiting_for(session, preferred_agent_id, needs):
        item.preferred_agent_id = preferred_agent_id
        item.prefer_until = moment + timedelta(seconds=wait_s)
    if not add_once(session, item):
        return session.scalars(_OF_CONTACT, {"kind": kind, "contact": contact_id}).one()
    _tell(session, item, "queued")
    return item


def begin(
    session: Session,
    contact_id: int,
    agent_id: int,
    queue_key: str,
    *,
    customer_id: int | None,
    skills: Sequence[str] = (),
) -> WorkItem | None:
    """A call that an agent makes: theirs from the first moment on. None where they cannot take one now.

    Raises LookupError for a stranger.
    """
    agent = presence.held_agent(session, agent_id)
    if (
        agent.presence in presence.WORKING
        or not (presence.alive(agent) and agent.voice)
        or not able(agent.skills, agent.phones).keys() >= {*skills}
        or _has_call(session, agent_id)
    ):
        return None
    # Whoever has just chosen this agent for somebody in line loses the claim, and chooses again.
    agent.claims += 1
    moment = now()
    item = WorkItem(
        kind="call",
        contact_id=contact_id,
        queue_key=queue_key,
        customer_id=customer_id,
        skills=list(skills),
        state="taken",
        agent_id=agent_id,
        queued_at=moment,
        taken_at=moment,
    )
    session.add(item)
    presence.start_call(session, agent_id)
    _tell(session, item, "begun")
    return item


def withdraw(session: Session, item_id: int) -> Offer | None:
    """The caller left before anybody took the item. Returns the offer that must stop ringing, if there was one.

    Does nothing to an item that is taken or over: that one is finished, not withdrawn.
    """
    item = offers.held_item(session, item_id)
    if item.state not in ("waiting", "offered"):
        return None
    offer = offers.withdraw_open(session, item) if item.state == "offered" else None
    item.state, item.ended_at = "left", now()
    if offer:
        _tell(session, item, "left")
    else:
        # Nobody is free who was not before.
        signal(session, "floor", "queues", queue=item.queue_key)
    return offer


def back_in_line(session: Session, item_id: int, reason: str = "gone") -> WorkItem | None:
    """The agent vanished in mid-work: the item goes first in line, and the agent is asked no more until they say so.

    The agent goes offline, or on a break if their panel still lives. None if the item was not taken.
    """
    item = offers.held_item(session, item_id)
    if item.state != "taken" or item.agent_id is None:
        return None
    agent_id = item.agent_id
    item.priority = max(item.priority, FIRST)
    offers.put_back(session, item, refused_by=agent_id)
    agent = presence.held_agent(session, agent_id)
    if agent.presence in presence.WORKING or agent.presence == "ready":
        presence.stop(session, agent, "break" if presence.alive(agent) else "offline", reason)
    return item


def finish(session: Session, item_id: int) -> WorkItem | None:
    """The work is done, and the agent's wrap-up begins. None if the item was not taken."""
    item = offers.held_item(session, item_id)
    if item.state != "taken" or item.agent_id is None:
        return None
    item.state, item.ended_at = "done", now()
    # Only calls leave an agent with something to write down: chats and emails are written already.
    wrap_up_s = session.get_one(Queue, item.queue_key).wrap_up_s if item.kind == "call" else 0
    presence.end_work(session, item.agent_id, item.kind, wrap_up_s)
    _tell(session, item, "done")
    return item


def open_item(session: Session, kind: str, contact_id: int) -> WorkItem | None:
    """The item under which this contact waits or is worked on."""
    return session.scalar(_OF_CONTACT, {"kind": kind, "contact": contact_id})


def _has_call(session: Session, agent_id: int) -> bool:
    held = text("work_items.state in ('offered','taken')")
    query = select(WorkItem.id).where(WorkItem.agent_id == agent_id, WorkItem.kind == "call", held)
    return session.scalar(query.limit(1)) is not None


def _worth_waiting_for(session: Session, agent_id: int, needs: Needs) -> bool:
    agent = session.get(Agent, agent_id)
    return (
        agent is not None
        and agent.presence in PRESENT
        and presence.alive(agent)
        and needs.way_of(agent.skills) is not None
    )


def _tell(session: Session, item: WorkItem, why: str) -> None:
    signal(session, "desk", "work", why=why)
    signal(session, "floor", "queues", queue=item.queue_key)
