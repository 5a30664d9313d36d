"""The desk: looks who waits and who is free, lets the policy choose, and claims what it chose.

Nobody ticks: whoever changes something signals topic `desk`, and `acd.loop`, in any number of processes, looks.
The cost of a look does not grow with the number of waiting items: it reads the heads of lines that a free agent can
serve, as many as there are such agents, and the few items that are choosy at this moment.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    CompoundSelect,
    CursorResult,
    Integer,
    Row,
    Table,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.orm import aliased

from acd import candidates, widening
from acd.models import Agent, Offer, Queue, WorkItem
from acd.policy import LIVENESS_S, PRESENT, Decision, Needs, Waiting, choose, refusal
from db import Database, Moment, now, signal


@dataclass(frozen=True, slots=True)
class Offered:
    """One offer that was won and is committed: ring this agent, until `ring_until`, for this contact."""

    offer_id: int
    item_id: int
    agent_id: int
    kind: str
    contact_id: int
    customer_id: int | None
    queue_key: str
    ring_until: datetime
    reasons: dict[str, Any]


def match(db: Database) -> list[Offered]:
    """Make every offer that can be made now. Returns those that we won; another process carries out what it won."""
    return list(offers(db))


def offers(db: Database) -> Iterator[Offered]:
    """`match`, each offer as soon as it is committed, so that the first phone rings before the last one is chosen."""
    while decisions := _look(db):
        while decisions:
            if offered := _claim(db, decisions[0]):
                yield offered
                decisions = decisions[1:]
            else:
                decisions = _left_to_us(db, decisions)


# Looking: five small reads. Conditions on `state` are literal text, since a partial index serves no bound parameter.

_NOW = bindparam("now", type_=Moment)
_ALIVE_SINCE = bindparam("alive_since", type_=Moment)
_WAITING = text("work_items.state = 'waiting'")
_ON_CALL = exists().where(WorkItem.agent_id == Agent.id, WorkItem.kind == "call", candidates.HELD)
_FREE = select(*candidates.SEEN).where(Agent.presence == "ready", Agent.seen_at >= _ALIVE_SINCE, ~_ON_CALL)
_IN_HAND_OF_READY = candidates.IN_HAND.where(Agent.presence == "ready")

# Every line that has somebody in it, one index step per line: neither database skips through an index by itself.
_first = select(func.min(WorkItem.line).label("line")).where(_WAITING).cte("lines", recursive=True)
_next = select(func.min(WorkItem.line)).where(_WAITING, WorkItem.line > _first.c.line).scalar_subquery()
_steps = _first.union_all(select(_next).where(_first.c.line.is_not(None)))
_LINES = select(_steps.c.line).where(_steps.c.line.is_not(None))

_ITEM = (
    WorkItem.id,
    WorkItem.line,
    WorkItem.queued_at,
    WorkItem.turn_at,
    WorkItem.priority,
    WorkItem.preferred_agent_id,
    WorkItem.prefer_until,
    WorkItem.excluded,
)
_AT_ONCE = 50
"""SQLite joins no more than some hundred heads in one statement."""
_IN_TURN = (WorkItem.priority.desc(), WorkItem.turn_at, WorkItem.id)


@cache
def _heads(lines: int) -> CompoundSelect[Any]:
    """The first `places_0` items of `line_0` and so on: one journey to the database for all of them."""
    unhindered = or_(WorkItem.prefer_until.is_(None), WorkItem.prefer_until <= _NOW)
    return union_all(
        *(
            select(
                select(*_ITEM)
                .where(_WAITING, WorkItem.line == bindparam(f"line_{n}"), unhindered)
                .order_by(*_IN_TURN)
                .limit(bindparam(f"places_{n}", type_=Integer))
                .subquery()
            )
            for n in range(lines)
        )
    )


_in_hand = aliased(WorkItem, name="in_hand")
_BUSY_PREFERRED = exists().where(
    Agent.id == WorkItem.preferred_agent_id,
    Agent.presence.in_(PRESENT),
    Agent.seen_at >= _ALIVE_SINCE,
    or_(
        Agent.presence != "ready",
        exists().where(
            _in_hand.agent_id == Agent.id, _in_hand.kind == "call", text("in_hand.state in ('offered','taken')")
        ),
    ),
)
_CHOOSY = select(*_ITEM).where(_WAITING, WorkItem.prefer_until > _NOW, ~_BUSY_PREFERRED)


def _look(db: Database) -> list[Decision]:
    """One round: what the policy says to what is there now. Writes nothing, so it holds nobody up."""
    moment = now()
    times = {"now": moment, "alive_since": moment - timedelta(seconds=LIVENESS_S)}
    with db.reading() as session:
        free = session.execute(_FREE, times).all()
        if not free:
            return []
        lines = session.scalars(_LINES).all()
        if not lines:
            return []
        agents = candidates.read(session, free, _IN_HAND_OF_READY)
        rules = widening.read(session)
        needs = {line: rules.need(line) for line in lines}
        rows = list(session.execute(_CHOOSY, times))
        places = {line: sum(refusal(agent, *need, moment) is None for agent in agents) for line, need in needs.items()}
        served = [line for line in lines if places[line]]
        for start in range(0, len(served), _AT_ONCE):
            part = served[start : start + _AT_ONCE]
            asked = {f"line_{n}": line for n, line in enumerate(part)}
            asked |= {f"places_{n}": places[line] for n, line in enumerate(part)}
            rows += session.execute(_heads(len(part)), {**times, **asked})
    return choose([_waiting(row, needs[row.line]) for row in rows if row.line in needs], agents, moment)


def _waiting(row: Row[Any], need: tuple[str, Needs]) -> Waiting:
    return Waiting(
        id=row.id,
        kind=need[0],
        needs=need[1],
        queued_at=row.queued_at,
        turn_at=row.turn_at,
        priority=row.priority,
        preferred_agent_id=row.preferred_agent_id,
        prefer_until=row.prefer_until,
        excluded=frozenset(row.excluded),
    )


# Claiming: the item first, then the agent's place. Both are conditional; whoever changes one row of each has won.

# Nobody waits for an item that another process holds at this moment: that one is lost.
_FREE_ITEM = select(WorkItem.id).where(WorkItem.id == bindparam("item"), _WAITING).with_for_update(skip_locked=True)
_RING_S = select(Queue.ring_s).where(Queue.key == WorkItem.queue_key).scalar_subquery()
_TAKE_ITEM = (
    update(WorkItem)
    .where(WorkItem.id == _FREE_ITEM.scalar_subquery(), _WAITING)
    .values(state="offered", agent_id=bindparam("agent"))
    .returning(WorkItem.kind, WorkItem.contact_id, WorkItem.customer_id, WorkItem.queue_key, _RING_S)
    .execution_options(synchronize_session=False)
)
_TAKE_PLACE = (
    update(Agent)
    .where(Agent.id == bindparam("agent"), Agent.claims == bindparam("seen"), Agent.presence == "ready")
    .values(claims=Agent.claims + 1)
    .execution_options(synchronize_session=False)
)
_MAKE = insert(cast("Table", Offer.__table__)).returning(Offer.id)
_CLAIMS = select(Agent.id, Agent.claims).where(Agent.id.in_(bindparam("agents", expanding=True)))
_STILL_WAIT = select(WorkItem.id).where(WorkItem.id.in_(bindparam("items", expanding=True)), _WAITING)


def _claim(db: Database, decision: Decision) -> Offered | None:
    """Win this item for this agent, or change nothing. One transaction each: nobody waits in a circle.

    It need not last: nobody is rung before that is written as well, which lasts, and this with it.
    """
    who = {"item": decision.item.id, "agent": decision.agent.id, "seen": decision.agent.claims}
    with db.transaction(first=True, lasting=False) as session:
        item = session.execute(_TAKE_ITEM, who).first()
        if item is None or cast("CursorResult[Any]", session.execute(_TAKE_PLACE, who)).rowcount == 0:
            session.rollback()
            return None
        kind, contact_id, customer_id, queue_key, ring_s = item
        moment = now()
        ring_until = moment + timedelta(seconds=ring_s)
        made: dict[str, Any] = {
            "item_id": decision.item.id,
            "agent_id": decision.agent.id,
            "reasons": decision.reasons,
            "ring_until": ring_until,
        }
        offered = Offered(
            offer_id=session.execute(_MAKE, {**made, "at": moment}).scalar_one(),
            kind=kind,
            contact_id=contact_id,
            customer_id=customer_id,
            queue_key=queue_key,
            **made,
        )
        signal(
            session,
            f"agent:{offered.agent_id}",
            "offer",
            offer_id=offered.offer_id,
            item_id=offered.item_id,
            kind=kind,
            contact_id=contact_id,
            customer_id=customer_id,
            queue=queue_key,
            ring_until=ring_until.isoformat(),
        )
        signal(session, "floor", "queues", queue=queue_key)
    return offered


def _left_to_us(db: Database, decisions: list[Decision]) -> list[Decision]:
    """The first claim of these was lost: others are at work. What nobody has carried out yet, in an order of our own,
    so that we do not meet others who chose the same at each of them; nothing, so that it is chosen anew, where an agent
    was given something else, since whoever comes after would be served before whoever was meant for that agent."""
    with db.reading() as session:
        # Agents first: what is claimed in between counts as carried out.
        claims = dict(session.execute(_CLAIMS, {"agents": [decision.agent.id for decision in decisions]}).all())
        waiting = set(session.scalars(_STILL_WAIT, {"items": [decision.item.id for decision in decisions]}))
    left = [decision for decision in decisions if decision.item.id in waiting]
    if any(claims[decision.agent.id] != decision.agent.claims for decision in left):
        return []
    left = [decision for decision in left if decision is not decisions[0]]
    random.shuffle(left)
    return left
