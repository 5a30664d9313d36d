"""The desk: looks who waits and who is free, lets the policy choose, and claims what it chose.

Nobody ticks: whoever changes something signals topic `desk`, and `acd.loop`, in any number of processes, looks.
The cost of a look does not grow with the number of waiting items: it reads the heads of lines that a free agent can
serve, as many as there are such agents, and the few items that are choosy at this moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    CompoundSelect,
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
from sqlalchemy.orm import Session, aliased

from acd import candidates, presence, widening
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
    """`match`, each offer as soon as it is committed, so that the first phone rings before the last one is claimed."""
    while decisions := _look(db):
        for start in range(0, len(decisions), _TOGETHER):
            won, other = _claim(db, decisions[start : start + _TOGETHER])
            yield from won
            if other is not None:
                _wait_for(db, other)
                break


# Looking: five small reads. Conditions on `state` are literal text, since a partial index serves no bound parameter.

_NOW = bindparam("now", type_=Moment)
_ALIVE_SINCE = bindparam("alive_since", type_=Moment)
_WAITING = text("work_items.state = 'waiting'")
_ON_CALL = exists().where(WorkItem.agent_id == Agent.id, WorkItem.kind == "call", candidates.HELD)
_SOMEBODY_WAITS = select(func.min(WorkItem.line)).where(_WAITING).scalar_subquery().is_not(None)
_FREE = select(*candidates.SEEN).where(
    _SOMEBODY_WAITS, Agent.presence == "ready", Agent.seen_at >= _ALIVE_SINCE, ~_ON_CALL
)
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
        # Mostly nobody waits, or nobody is free: that is known after one statement.
        free = session.execute(_FREE, times).all()
        lines = session.scalars(_LINES).all() if free else []
        if not lines:
            return []
        agents = candidates.read(session, free, _IN_HAND_OF_READY)
        rules = widening.read(session)
        needs = {line: rules.need(line) for line in lines}
        rows = list(session.execute(_CHOOSY, times))
        able = {need: sum(refusal(agent, *need, moment) is None for agent in agents) for need in set(needs.values())}
        places = {line: able[need] for line, need in needs.items()}
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


# Claiming: the items first, then the agents' places. Whoever holds several of either must wait for none of them: what
# another process holds at this moment is skipped, and so nobody waits in a circle.

_TOGETHER = 20
"""So many claims are one transaction, which costs hardly more than one of them."""
_FREE_ITEMS = (
    select(
        WorkItem.id,
        WorkItem.kind,
        WorkItem.contact_id,
        WorkItem.customer_id,
        WorkItem.queue_key,
        select(Queue.ring_s).where(Queue.key == WorkItem.queue_key).scalar_subquery().label("ring_s"),
    )
    .where(WorkItem.id.in_(bindparam("items", expanding=True)), _WAITING)
    .with_for_update(skip_locked=True, key_share=True)
)
_FREE_PLACES = (
    select(Agent.id, Agent.claims)
    .where(Agent.id.in_(bindparam("agents", expanding=True)), Agent.presence == "ready")
    .with_for_update(skip_locked=True, key_share=True)
)
_ITEMS, _AGENTS = cast("Table", WorkItem.__table__), cast("Table", Agent.__table__)
_TAKE_ITEM = (
    update(_ITEMS).where(_ITEMS.c.id == bindparam("item_id")).values(state="offered", agent_id=bindparam("offered_to"))
)
_TAKE_PLACE = (
    update(_AGENTS).where(_AGENTS.c.id.in_(bindparam("agents", expanding=True))).values(claims=_AGENTS.c.claims + 1)
)
_MAKE = insert(cast("Table", Offer.__table__)).returning(Offer.id, Offer.item_id)


def _claim(db: Database, decisions: Sequence[Decision]) -> tuple[list[Offered], int | None]:
    """Win these items for these agents, in one transaction, as far as nobody else was quicker.

    What others carried out is left to them. At an agent who was given something else we stop, and return whom: all must
    be chosen anew, since whoever comes after would be served before whoever was meant for that agent.

    It need not last: nobody is rung before that is written as well, which lasts, and this with it.
    """
    with db.transaction(first=True, lasting=False) as session:
        items = {row.id: row for row in session.execute(_FREE_ITEMS, {"items": [each.item.id for each in decisions]})}
        ours = [each for each in decisions if each.item.id in items]
        free = dict(session.execute(_FREE_PLACES, {"agents": [each.agent.id for each in ours]}).all()) if ours else {}
        lost = next((n for n, each in enumerate(ours) if free.get(each.agent.id) != each.agent.claims), None)
        won = _write(session, [(each, items[each.item.id]) for each in ours[:lost]]) if ours[:lost] else []
    return won, None if lost is None else ours[lost].agent.id


def _write(session: Session, won: Sequence[tuple[Decision, Row[Any]]]) -> list[Offered]:
    """What was won: each item offered, each agent's place taken, an offer made, and everybody told."""
    session.execute(_TAKE_ITEM, [{"item_id": item.id, "offered_to": each.agent.id} for each, item in won])
    session.execute(_TAKE_PLACE, {"agents": [each.agent.id for each, _ in won]})
    moment = now()
    rows: list[dict[str, Any]] = [
        {
            "item_id": item.id,
            "agent_id": each.agent.id,
            "reasons": each.reasons,
            "at": moment,
            "ring_until": moment + timedelta(seconds=item.ring_s),
        }
        for each, item in won
    ]
    ids = {item_id: offer_id for offer_id, item_id in session.execute(_MAKE, rows)}
    for row, (_, item) in zip(rows, won, strict=True):
        signal(
            session,
            f"agent:{row['agent_id']}",
            "offer",
            offer_id=ids[item.id],
            item_id=item.id,
            kind=item.kind,
            contact_id=item.contact_id,
            customer_id=item.customer_id,
            queue=item.queue_key,
            ring_until=row["ring_until"].isoformat(),
        )
    for key in {item.queue_key for _, item in won}:
        signal(session, "floor", "queues", queue=key)
    return [
        Offered(
            offer_id=ids[item.id],
            item_id=item.id,
            agent_id=row["agent_id"],
            kind=item.kind,
            contact_id=item.contact_id,
            customer_id=item.customer_id,
            queue_key=item.queue_key,
            ring_until=row["ring_until"],
            reasons=row["reasons"],
        )
        for row, (_, item) in zip(rows, won, strict=True)
    ]


def _wait_for(db: Database, agent_id: int) -> None:
    """Until whoever holds this agent is done with them; we hold nothing meanwhile."""
    with db.transaction(first=True) as session:
        presence.held_agent(session, agent_id)
